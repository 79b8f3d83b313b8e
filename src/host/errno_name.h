// Error numbers by name, as they stand in a capture.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace holdfast {

/// "EOPNOTSUPP"; "errno 512" for a number that is not in the table.
std::string errno_name(std::errc error);
/// The reverse; nullopt when `text` is neither a name nor "errno N" with N > 0.
std::optional<std::errc> errno_of(std::string_view text);

}  // namespace holdfast
