// Capture files: pcap (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html), of both
// byte orders, in microseconds and nanoseconds, and pcapng
// (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html), its packets only. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "packet/link_layer.h"

namespace holdfast {

struct CapturedPacket {
  std::int64_t at_ns = 0;  // since 1970, UTC; 0: the file does not say
  LinkType link = LinkType::ethernet;
  std::uint32_t original_bytes = 0;     // on the wire; the capture may have fewer
  std::span<const std::uint8_t> frame;  // part of the file
};

class PcapReader {
 public:
  /// `file`: all its bytes, which must outlive the reader. malformed: it is no capture.
  static Result<PcapReader> open(std::span<const std::uint8_t> file);

  /// The next packet; nullopt at the end. malformed, with the place in the file, when it is cut off
  /// or a length cannot be: what came before it is good.
  Result<std::optional<CapturedPacket>> next();

 private:
  struct Interface {
    LinkType link = LinkType::ethernet;
    std::uint8_t resolution = 6;  // if_tsresol: 10^-6, or with the highest bit 2^-n
    std::int64_t offset_s = 0;    // if_tsoffset
  };

  explicit PcapReader(std::span<const std::uint8_t> file) : file_(file) {}
  std::uint16_t half(std::size_t at) const;
  std::uint32_t word(std::size_t at) const;
  Result<std::optional<CapturedPacket>> next_record();
  Result<std::optional<CapturedPacket>> next_block();
  std::optional<CapturedPacket> packet_of_block(std::uint32_t type, std::size_t size);
  void add_interface(std::size_t size);
  bool begin_section();
  tl::unexpected<Error> malformed(const char* what) const;

  std::span<const std::uint8_t> file_;
  std::size_t at_ = 0;
  bool is_big_endian_ = false, is_nanoseconds_ = false, is_blocks_ = false;
  LinkType link_ = LinkType::ethernet;  // of pcap
  std::vector<Interface> interfaces_;   // of the section of pcapng
};

}  // namespace holdfast
