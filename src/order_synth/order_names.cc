#include "order_synth/order_names.h"

#include <fmt/format.h>

#include <chrono>

#include "order_synth/fixed_decimal.h"

namespace holdfast {
namespace {

std::chrono::sys_days day_of(std::uint32_t session) {
  constexpr std::chrono::sys_days kFirst = std::chrono::year{2026} / 1 / 5;
  return kFirst + std::chrono::days{session / 5 * 7 + session % 5};
}

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
  const std::chrono::year_month_day date(day_of(session));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::int64_t order_session_start_ns(std::uint32_t session) {
  const std::chrono::nanoseconds midnight = day_of(session).time_since_epoch();
  return midnight.count() + (14 * 60 + 30) * kNsPerMinute;
}

}  // namespace holdfast
