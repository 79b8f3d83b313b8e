#include "rss/frame_flow.h"

#include <algorithm>

#include "packet/ip_packet.h"
#include "packet/network_order.h"

namespace holdfast {

std::string_view name_of(NoFlow why) {
  switch (why) {
    case NoFlow::none: return "";
    case NoFlow::other_protocol: return "neither TCP nor UDP";
    case NoFlow::fragment: return "a fragment";
    case NoFlow::cut: return "cut before its ports";
    case NoFlow::no_address: return "sent before its sender had an address";
  }
  return "";
}

std::optional<FrameFlow> flow_of_frame(const LinkFrame& frame, NoFlow& why) {
  const auto no = [&why](NoFlow cause) {
    why = cause;
    return std::nullopt;
  };
  why = NoFlow::none;
  if (frame.protocol != kEtherTypeIpv4 && frame.protocol != kEtherTypeIpv6) {
    return no(NoFlow::other_protocol);
  }
  const auto packet = parse_ip(frame.protocol, frame.payload);
  if (!packet) return no(NoFlow::cut);
  if (packet->is_fragment) return no(NoFlow::fragment);
  if (packet->protocol != kProtocolTcp && packet->protocol != kProtocolUdp) {
    return no(NoFlow::other_protocol);
  }
  if (packet->payload.size() < 4) return no(NoFlow::cut);
  const auto is_zero = [](std::uint8_t byte) { return byte == 0; };
  if (std::all_of(packet->source.begin(), packet->source.end(), is_zero)) {
    return no(NoFlow::no_address);
  }
  return FrameFlow{packet->protocol == kProtocolTcp ? Transport::tcp : Transport::udp,
                   packet->source, packet->destination, word_at(packet->payload, 0),
                   word_at(packet->payload, 2)};
}

Flow to_flow(const FrameFlow& flow) {
  Flow out;
  out.transport = flow.transport;
  out.remote = {{flow.source.begin(), flow.source.end()}, flow.source_port};
  out.local = {{flow.destination.begin(), flow.destination.end()}, flow.destination_port};
  return out;
}

}  // namespace holdfast
