#include "decode/captured_datagrams.h"

#include <fmt/format.h>

namespace holdfast {
namespace {

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

}  // namespace

Result<void> CapturedDatagrams::go_on(std::span<const std::uint8_t> part, bool is_last) {
  part_bytes_ = part.size();
  if (reader_) {
    reader_->go_on(part, is_last);
    return {};
  }
  auto opened = PcapReader::open(part, is_last);
  if (!opened) return tl::unexpected<Error>(opened.error());
  reader_ = *std::move(opened);
  return {};
}

std::optional<CapturedDatagram> CapturedDatagrams::next(FaultCounts& faults) {
  while (!has_ended_) {
    const auto packet = reader_->next();
    if (!packet) {
      has_ended_ = true;
      faults.count(DecodeFault::broken_capture, [&] { return packet.error().sentence; });
      break;
    }
    if (!*packet) break;
    if (auto datagram = take(**packet, faults)) return datagram;
  }
  return std::nullopt;
}

std::optional<std::string> CapturedDatagrams::fragments_note() const {
  if (fragments_ == 0) return std::nullopt;
  return fmt::format("{} fragment{} of IP packets passed over: they are not put together",
                     fragments_, fragments_ == 1 ? "" : "s");
}

std::optional<CapturedDatagram> CapturedDatagrams::take(const CapturedPacket& packet,
                                                        FaultCounts& faults) {
  ++packets_;
  if (!is_read(packet.link)) {
    faults.count(DecodeFault::unknown_link, [&] {
      return fmt::format("packet {}, of link type {}", packets_,
                         static_cast<std::uint32_t>(packet.link));
    });
    return std::nullopt;
  }
  CapturedDatagram datagram{packet.at_ns, {}, false};
  const FrameKind kind = parse_frame(packet.link, packet.frame, datagram.frame);
  if (kind == FrameKind::fragment) ++fragments_;
  if (kind == FrameKind::fragment || kind == FrameKind::other) return std::nullopt;
  datagram.is_cut = kind == FrameKind::cut;
  if (datagram.is_cut && datagram.frame.source.empty()) {
    faults.count(DecodeFault::cut_frame, [&] { return fmt::format("packet {}", packets_); });
    return std::nullopt;
  }
  return datagram;
}

}  // namespace holdfast
