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

inline constexpr std::size_t kPcapHeaderBytes = 24;
/// No packet or block is longer: as libpcap's MAX_BLOCKSIZE of its sf-pcapng.c.
inline constexpr std::size_t kLongestCaptured = 16U << 20U;

class PcapReader {
 public:
  /// `file`: all its bytes, or with `is_whole` false its first ones, kPcapHeaderBytes at least;
  /// they must outlive the reader, or its part. malformed: it is no capture.
  static Result<PcapReader> open(std::span<const std::uint8_t> file, bool is_whole = true);

  /// The next packet; nullopt at the end of the bytes, or where only the next part has the rest of
  /// it. malformed, with the place in the file, when it is cut off or a length cannot be: what came
  /// before it is good.
  Result<std::optional<CapturedPacket>> next();

  /// Bytes of the part that are done with.
  std::size_t consumed() const { return at_; }
  /// The next part: it begins with the byte behind those, and `is_last` when the file ends with it.
  void go_on(std::span<const std::uint8_t> part, bool is_last);

 private:
  struct Interface {
    LinkType link = LinkType::ethernet;
    std::uint8_t resolution = 6;  // if_tsresol: 10^-6, or with the highest bit 2^-n
    std::int64_t offset_s = 0;    // if_tsoffset
  };

  PcapReader(std::span<const std::uint8_t> file, bool is_whole) : file_(file), is_last_(is_whole) {}
  std::uint16_t half(std::size_t at) const;
  std::uint32_t word(std::size_t at) const;
  Result<std::optional<CapturedPacket>> next_record();
  Result<std::optional<CapturedPacket>> next_block();
  Result<std::optional<CapturedPacket>> lacking(const char* what) const;
  std::optional<CapturedPacket> packet_of_block(std::uint32_t type, std::size_t size);
  void add_interface(std::size_t size);
  bool begin_section();
  tl::unexpected<Error> malformed(const char* what) const;

  std::span<const std::uint8_t> file_;  // or its part
  std::uint64_t before_ = 0;            // bytes of the parts before it
  std::size_t at_ = 0;
  bool is_last_ = true;
  bool is_big_endian_ = false, is_nanoseconds_ = false, is_blocks_ = false;
  LinkType link_ = LinkType::ethernet;  // of pcap
  std::vector<Interface> interfaces_;   // of the section of pcapng
};

}  // namespace holdfast
