#include "decode/capture_decoder.h"

#include <fmt/format.h>

#include "decode/feed_datagram.h"

namespace holdfast {
namespace {

using Bytes = std::span<const std::uint8_t>;

bool is_read(LinkType link) {
  switch (link) {
    case LinkType::ethernet:
    case LinkType::raw_ip:
    case LinkType::linux_cooked:
    case LinkType::ipv4:
    case LinkType::ipv6:
    case LinkType::linux_cooked2: return true;
  }
  return false;
}

DecodeFault fault_of(MoldFault fault) {
  if (fault == MoldFault::no_header) return DecodeFault::no_header;
  return fault == MoldFault::cut_block ? DecodeFault::cut_block : DecodeFault::spare_bytes;
}

}  // namespace

Result<std::size_t> CaptureDecoder::take(Bytes part, bool is_last, MessageSink& sink) {
  if (reader_) {
    reader_->go_on(part, is_last);
  } else {
    auto opened = PcapReader::open(part, is_last);
    if (!opened) return tl::unexpected<Error>(opened.error());
    reader_ = *std::move(opened);
  }
  while (!sink.is_full()) {
    const auto packet = reader_->next();
    if (!packet) {
      has_ended_ = true;
      sink.faults().count(DecodeFault::broken_capture, [&] { return packet.error().sentence; });
      return part.size();
    }
    if (!*packet) break;
    take_packet(**packet, sink);
  }
  return reader_->consumed();
}

bool CaptureDecoder::is_of_feed(const UdpFrame& frame) const {
  return port_ ? frame.destination_port == *port_ : looks_like_feed(frame.payload);
}

void CaptureDecoder::take_packet(const CapturedPacket& packet, MessageSink& sink) {
  ++place_.packet;
  place_.captured_ns = packet.at_ns;
  const auto place = [&] { return fmt::format("packet {}", place_.packet); };
  if (!is_read(packet.link)) {
    return sink.faults().count(DecodeFault::unknown_link, [&] {
      return fmt::format("packet {}, of link type {}", place_.packet,
                         static_cast<std::uint32_t>(packet.link));
    });
  }
  UdpFrame frame;
  const FrameKind kind = parse_frame(packet.link, packet.frame, frame);
  if (kind == FrameKind::fragment) ++fragments_;
  if (kind == FrameKind::fragment || kind == FrameKind::other) return;
  if (kind == FrameKind::cut && frame.source.empty()) {
    return sink.faults().count(DecodeFault::cut_frame, place);
  }
  if (!is_of_feed(frame)) return;
  ++of_feed_;
  take_datagram(frame.payload, kind == FrameKind::cut, sink);
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
  if (of_feed_ == 0 && place_.packet != 0) {
    out.push_back(port_
                      ? fmt::format("none of its {} packets is a whole UDP packet to port {}",
                                    place_.packet, *port_)
                      : fmt::format("none of its {} packets looks like MoldUDP64; with --port all "
                                    "that is sent to a port is taken for it",
                                    place_.packet));
  }
  if (fragments_ != 0) {
    out.push_back(fmt::format("{} fragment{} of IP packets passed over: they are not put together",
                              fragments_, fragments_ == 1 ? "" : "s"));
  }
  return out;
}

}  // namespace holdfast
