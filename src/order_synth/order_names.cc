#include "order_synth/order_names.h"

#include <fmt/format.h>

#include "order_synth/fixed_decimal.h"

namespace holdfast {
namespace {

// Days since 1970-01-01 of the session's date; session 0 is on 2026-01-05, a Monday.
std::uint32_t day_of(std::uint32_t session) { return 20'458 + session / 5 * 7 + session % 5; }

}  // namespace

void append_order_name(std::string& to, char kind, std::uint64_t number) {
  to += kind;
  for (std::uint64_t least = 100; least > number && least > 1; least /= 10) {
    to += '0';
  }
  append_whole(to, static_cast<std::int64_t>(number));
}

std::string order_host_name(std::uint32_t host) {
  std::string name;
  append_order_name(name, 'H', host);
  return name;
}

std::string order_symbol_name(std::uint32_t symbol) {
  std::string name;
  append_order_name(name, 'S', symbol);
  return name;
}

std::string order_session_name(std::uint32_t session) {
  // Howard Hinnant's civil_from_days: years that begin in March, eras of 400 of them.
  const std::uint32_t shifted = day_of(session) + 719'468, era = shifted / 146'097;
  const std::uint32_t of_era = shifted % 146'097;
  const std::uint32_t year_of_era =
      (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
  const std::uint32_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::uint32_t from_march = (5 * of_year + 2) / 153;
  const std::uint32_t day = of_year - (153 * from_march + 2) / 5 + 1;
  const std::uint32_t month = from_march < 10 ? from_march + 3 : from_march - 9;
  const std::uint32_t year = 400 * era + year_of_era + (month <= 2 ? 1 : 0);
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

std::int64_t order_session_start_ns(std::uint32_t session) {
  const std::int64_t minutes = std::int64_t{day_of(session)} * 1'440 + 870;  // 14:30
  return minutes * kNsPerMinute;
}

}  // namespace holdfast
