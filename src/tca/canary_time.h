// An instant on a command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace holdfast {

/// ns since 1970 of "2026-06-01T13:30:00Z", or of the number itself; nothing of anything else.
std::optional<std::int64_t> instant_of(std::string_view word);

}  // namespace holdfast
