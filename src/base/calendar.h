// Dates of the Gregorian calendar as days since 1970-01-01, without a clock or a locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace holdfast {

inline constexpr std::int64_t kFirstCalendarYear = 0, kLastCalendarYear = 9999;

/// Nothing where the calendar has no such date, or its year is not within the bounds above.
std::optional<std::int64_t> day_of_date(std::int64_t year, std::int64_t month, std::int64_t day);

/// As "2026-01-15". `day` is of a year within the bounds above.
std::string date_text(std::int64_t day);

}  // namespace holdfast
