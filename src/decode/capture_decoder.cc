#include "decode/capture_decoder.h"

#include <fmt/format.h>

#include "decode/feed_datagram.h"

namespace holdfast {
namespace {

using Bytes = std::span<const std::uint8_t>;

DecodeFault fault_of(MoldFault fault) {
  if (fault == MoldFault::no_header) return DecodeFault::no_header;
  return fault == MoldFault::cut_block ? DecodeFault::cut_block : DecodeFault::spare_bytes;
}

}  // namespace

Result<std::size_t> CaptureDecoder::take(Bytes part, bool is_last, MessageSink& sink) {
  if (const auto went = datagrams_.go_on(part, is_last); !went) {
    return tl::unexpected<Error>(went.error());
  }
  while (!sink.is_full()) {
    const auto datagram = datagrams_.next(sink.faults());
    if (!datagram) break;
    if (!is_of_feed(datagram->frame)) continue;
    ++of_feed_;
    place_.packet = datagrams_.packets();
    place_.captured_ns = datagram->captured_ns;
    take_datagram(datagram->frame.payload, datagram->is_cut, sink);
  }
  return datagrams_.consumed();
}

bool CaptureDecoder::is_of_feed(const UdpFrame& frame) const {
  return port_ ? frame.destination_port == *port_ : looks_like_feed(frame.payload);
}

void CaptureDecoder::take_datagram(Bytes datagram, bool is_cut, MessageSink& sink) {
  const auto place = [&] { return fmt::format("packet {}", place_.packet); };
  MoldPacket packet;
  const MoldFault fault = parse_mold_packet(datagram, packet);
  if (is_cut) {
    sink.faults().count(DecodeFault::cut_packet, place);
    if (fault == MoldFault::no_header) return;
    packet.blocks = MoldBlocks(datagram.subspan(kMoldHeaderBytes));
  } else if (fault != MoldFault::none) {
    return sink.faults().count(fault_of(fault), place);
  }
  place_.session = packet.header.session;
  place_.sequence = packet.header.sequence;
  for (std::uint16_t i = 0; i < packet.header.messages(); ++i, ++place_.sequence) {
    const auto message = packet.blocks.next();
    if (!message) return;
    sink.take(*message, place_);
  }
}

std::vector<std::string> CaptureDecoder::notes() const {
  std::vector<std::string> out;
  const auto packets = datagrams_.packets();
  if (of_feed_ == 0 && packets != 0) {
    out.push_back(port_
                      ? fmt::format("none of its {} packets is a whole UDP packet to port {}",
                                    packets, *port_)
                      : fmt::format("none of its {} packets looks like MoldUDP64; with --port all "
                                    "that is sent to a port is taken for it",
                                    packets));
  }
  if (auto fragments = datagrams_.fragments_note()) out.push_back(*std::move(fragments));
  return out;
}

}  // namespace holdfast
