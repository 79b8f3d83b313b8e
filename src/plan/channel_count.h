// How many queues a change of channels leaves.
#pragma once

#include <cstdint>
#include <string_view>

namespace holdfast {

/// Queues of `direction` ("rx" or "tx") when the keys of `wanted` are set over `now`, both values
/// of the kind `channels`: combined ones and its own.
std::uint32_t queues_after(std::string_view now, std::string_view wanted,
                           std::string_view direction);

}  // namespace holdfast
