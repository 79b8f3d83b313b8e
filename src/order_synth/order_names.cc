#include "order_synth/order_names.h"

#include "base/calendar.h"
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

std::string order_session_name(std::uint32_t session) { return date_text(day_of(session)); }

std::int64_t order_session_start_ns(std::uint32_t session) {
  const std::int64_t minutes = std::int64_t{day_of(session)} * 1'440 + 870;  // 14:30
  return minutes * kNsPerMinute;
}

}  // namespace holdfast
