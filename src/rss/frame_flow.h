// The flow that a received frame belongs to.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "model/flow.h"
#include "packet/link_layer.h"

namespace holdfast {

/// As it came in, from the remote end to the local one; the spans are parts of the frame.
struct FrameFlow {
  Transport transport = Transport::tcp;
  std::span<const std::uint8_t> source, destination;  // 4 or 16 bytes, network order
  std::uint16_t source_port = 0, destination_port = 0;
};

/// Why a frame has none.
enum class NoFlow { none, other_protocol, fragment, cut, no_address };
/// "neither TCP nor UDP", "a fragment", "cut before its ports", "sent before its sender had an
/// address".
std::string_view name_of(NoFlow why);

/// nullopt, and `why`, for what is no TCP or UDP packet with both ports and addresses.
std::optional<FrameFlow> flow_of_frame(const LinkFrame& frame, NoFlow& why);

Flow to_flow(const FrameFlow& flow);

}  // namespace holdfast
