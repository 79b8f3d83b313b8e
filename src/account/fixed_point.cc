#include "account/fixed_point.h"

#include <cmath>

namespace holdfast {
namespace {

constexpr double kPriceUnit = 1e9, kQuantityUnit = 1e8;
constexpr std::int64_t kHalfAmount = 200'000'000;  // an amount of 10^-9 is so many halves of 10^-17

// Below 2^51 the product of a decimal's double and the unit is off by less than a half, so the
// nearest whole number is the decimal's own. Above it, as many decimals are kept as 15 digits have.
std::optional<std::int64_t> fixed_of(double value, double unit, double most) {
  constexpr double kSafe = 2251799813685248.0;
  if (!(std::abs(value) <= most)) return std::nullopt;
  double scale = unit;
  std::int64_t rest = 1;
  while (std::abs(value) * scale >= kSafe) {
    scale /= 10;
    rest *= 10;
  }
  return std::llround(value * scale) * rest;
}

}  // namespace

std::optional<std::int64_t> fixed_price(double value) { return fixed_of(value, kPriceUnit, 1e9); }
std::optional<std::int64_t> fixed_quantity(double value) {
  return fixed_of(value, kQuantityUnit, 1e10);
}

double price_of(std::int64_t fixed) { return static_cast<double>(fixed) / kPriceUnit; }
double quantity_of(std::int64_t fixed) { return static_cast<double>(fixed) / kQuantityUnit; }

void Money::add(Wide term) {
  if (__builtin_add_overflow(halves_, term, &halves_)) is_overflown_ = true;
}

void Money::add_half(std::int64_t twice_price, std::int64_t quantity) {
  add(Wide{twice_price} * quantity);  // 63 and 63 bits
}

void Money::add_amount(std::int64_t amount) { add(Wide{amount} * kHalfAmount); }

Money& Money::operator+=(const Money& other) {
  add(other.halves_);
  is_overflown_ = is_overflown_ || other.is_overflown_;
  return *this;
}

double Money::value() const { return static_cast<double>(halves_) / 2e17; }

std::optional<double> Money::bps_of(const Money& base) const {
  if (is_overflown_ || base.is_overflown_ || base.halves_ <= 0) return std::nullopt;
  return 1e4 * (static_cast<double>(halves_) / static_cast<double>(base.halves_));
}

}  // namespace holdfast
