// What the tables call hosts, symbols and sessions, and when a session is.
#pragma once

#include <cstdint>
#include <string>

namespace holdfast {

inline constexpr std::int64_t kNsPerSecond = 1'000'000'000;
inline constexpr std::int64_t kNsPerMinute = 60 * kNsPerSecond;
inline constexpr std::int64_t kOrderBucketNs = 30 * kNsPerMinute;

/// "H007" for 'H' and 7; four digits and more where they are needed.
void append_order_name(std::string& to, char kind, std::uint64_t number);
std::string order_host_name(std::uint32_t host);      // H…
std::string order_symbol_name(std::uint32_t symbol);  // S…
/// The session's date, "2026-01-05": the weekdays from that Monday on, one after the other.
std::string order_session_name(std::uint32_t session);
/// 14:30 UTC of that date.
std::int64_t order_session_start_ns(std::uint32_t session);

}  // namespace holdfast
