// A feed's packets in a capture file: pcap and pcapng, MoldUDP64 in UDP. Pure.
#pragma once

#include <optional>

#include "decode/captured_datagrams.h"
#include "decode/decoder.h"

namespace holdfast {

class CaptureDecoder : public Decoder {
 public:
  /// `port`: all that is sent there is the feed's; without it what looks like one is
  /// (feed_datagram.h).
  explicit CaptureDecoder(std::optional<std::uint16_t> port) : port_(port) {}

  Result<std::size_t> take(std::span<const std::uint8_t> part, bool is_last,
                           MessageSink& sink) override;
  bool has_ended() const override { return datagrams_.has_ended(); }
  std::vector<std::string> notes() const override;

 private:
  void take_datagram(std::span<const std::uint8_t> datagram, bool is_cut, MessageSink& sink);
  bool is_of_feed(const UdpFrame& frame) const;

  std::optional<std::uint16_t> port_;
  CapturedDatagrams datagrams_;
  MessagePlace place_;
  std::uint64_t of_feed_ = 0;
};

}  // namespace holdfast
