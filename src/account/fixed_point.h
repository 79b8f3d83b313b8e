// Prices and quantities as whole numbers, so that what is added up is added up exactly (TCA §2).
#pragma once

#include <cstdint>
#include <optional>

namespace holdfast {

inline constexpr unsigned kPriceDecimals = 9, kQuantityDecimals = 8;

/// `value` in units of 10^-decimals: of a decimal number with at most that many decimals and 15
/// digits, which a double tells from every other, exactly this number; of any other the nearest.
/// nullopt: not finite, or not within ±10^9 (a price) or ±10^10 (a quantity).
std::optional<std::int64_t> fixed_price(double value);
std::optional<std::int64_t> fixed_quantity(double value);

double price_of(std::int64_t fixed);
double quantity_of(std::int64_t fixed);

/// A sum of products of a price or a difference of prices and a quantity: no rounding. What is
/// beyond its 128 bits is kept as a flag, and never as another number.
class Money {
 public:
  /// Adds half of `twice_price` times `quantity`: a mid is half of bid + ask.
  void add_half(std::int64_t twice_price, std::int64_t quantity);
  /// An amount as of fixed_price.
  void add_amount(std::int64_t amount);
  Money& operator+=(const Money& other);
  friend Money operator+(Money a, const Money& b) { return a += b; }

  bool is_overflown() const { return is_overflown_; }
  /// In units of the currency.
  double value() const;
  /// 10^4 times this over `base`; nullopt where base is not above 0, or either is overflown.
  std::optional<double> bps_of(const Money& base) const;
  friend bool operator==(const Money&, const Money&) = default;

 private:
  __extension__ using Wide = __int128;
  void add(Wide term);
  Wide halves_ = 0;  // of 10^-17
  bool is_overflown_ = false;
};

}  // namespace holdfast
