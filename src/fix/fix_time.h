// Times as FIX and the logs around it write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace holdfast {

/// UTCTimestamp, `20260115-13:30:00` with up to twelve digits behind the second, of which nine
/// count: nanoseconds since 1970. A leap second is the next second's first.
std::optional<std::int64_t> parse_fix_time(std::string_view text);

/// The first time in what a log has before a message: a UTCTimestamp, or
/// `2026-01-15T13:30:00.123456Z`, where the T may be a blank, the point a comma, and the Z missing
/// or an offset as +01:00. Nothing where there is none.
std::optional<std::int64_t> find_log_time(std::string_view prefix);

}  // namespace holdfast
