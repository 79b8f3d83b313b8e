#include "base/calendar.h"

#include <fmt/format.h>

#include <array>

namespace holdfast {
namespace {

// Howard Hinnant's algorithms: years that begin in March, eras of 400 of them.
constexpr std::int64_t kBefore1970 = 719'468, kEra = 146'097;  // days
constexpr std::array<std::int64_t, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

bool is_leap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

}  // namespace

std::optional<std::int64_t> day_of_date(std::int64_t year, std::int64_t month, std::int64_t day) {
  if (year < kFirstCalendarYear || year > kLastCalendarYear || month < 1 || month > 12) {
    return std::nullopt;
  }
  const bool is_long = month == 2 && is_leap(year);
  if (day < 1 || day > kDays[static_cast<std::size_t>(month - 1)] + (is_long ? 1 : 0)) {
    return std::nullopt;
  }
  const std::int64_t from_march = month > 2 ? month - 3 : month + 9;
  const std::int64_t of_year = (153 * from_march + 2) / 5 + day - 1;
  const std::int64_t shifted = year - (month <= 2 ? 1 : 0);
  const std::int64_t era = (shifted < 0 ? shifted - 399 : shifted) / 400;
  const std::int64_t of_era = shifted - era * 400;
  return era * kEra + of_era * 365 + of_era / 4 - of_era / 100 + of_year - kBefore1970;
}

std::string date_text(std::int64_t day) {
  const std::int64_t shifted = day + kBefore1970;
  const std::int64_t era = (shifted < 0 ? shifted - kEra + 1 : shifted) / kEra;
  const std::int64_t of_era = shifted - era * kEra;
  const std::int64_t year_of_era =
      (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
  const std::int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t from_march = (5 * of_year + 2) / 153;
  const std::int64_t month = from_march < 10 ? from_march + 3 : from_march - 9;
  const std::int64_t year = 400 * era + year_of_era + (month <= 2 ? 1 : 0);
  return fmt::format("{:04}-{:02}-{:02}", year, month, of_year - (153 * from_march + 2) / 5 + 1);
}

}  // namespace holdfast
