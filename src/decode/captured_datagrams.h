// CapturedDatagrams: the UDP datagrams of a capture file, pcap or pcapng, taken as it comes in
// parts. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "decode/fault_counts.h"
#include "packet/pcap.h"
#include "packet/udp_frame.h"

namespace holdfast {

struct CapturedDatagram {
  std::int64_t captured_ns = 0;  // since 1970, UTC; 0: the file does not say
  UdpFrame frame;
  bool is_cut = false;  // the capture has fewer bytes of its payload than were sent
};

class CapturedDatagrams {
 public:
  /// As Decoder::take(): the first part holds kPcapHeaderBytes unless the file is shorter. It must
  /// live until the next. malformed: it is no capture.
  Result<void> go_on(std::span<const std::uint8_t> part, bool is_last);

  /// nullopt: the next part has more of them, or there is nothing that could be read. What is no
  /// UDP is passed over; what is malformed is, too, and counted.
  std::optional<CapturedDatagram> next(FaultCounts& faults);

  /// Bytes of the part that are done with: the next part begins with the byte behind them.
  std::size_t consumed() const { return has_ended_ ? part_bytes_ : reader_->consumed(); }
  /// Nothing that comes could be read.
  bool has_ended() const { return has_ended_; }
  /// The number of the packet that next() gave last, from 1; at the end, how many there were.
  std::uint64_t packets() const { return packets_; }
  /// How many fragments of IP packets were passed over, as a sentence; nullopt: none.
  std::optional<std::string> fragments_note() const;

 private:
  std::optional<CapturedDatagram> take(const CapturedPacket& packet, FaultCounts& faults);

  std::optional<PcapReader> reader_;
  std::size_t part_bytes_ = 0;
  std::uint64_t packets_ = 0, fragments_ = 0;
  bool has_ended_ = false;
};

}  // namespace holdfast
