// Server-sent events: one message of the stream as text (HTML standard, "event stream
// interpretation"). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast {

/// "id: 7\nevent: event\ndata: …\n\n"; each line of `text` becomes a data line.
std::string server_sent(std::string_view type, std::string_view text,
                        std::optional<std::uint64_t> id = std::nullopt);

/// A comment, which no client shows: it keeps proxies from closing an idle stream.
inline constexpr std::string_view kHeartbeat = ": still here\n\n";

}  // namespace holdfast
