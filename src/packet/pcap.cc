#include "packet/pcap.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace holdfast {
namespace {

using Bytes = std::span<const std::uint8_t>;
using MaybePacket = std::optional<CapturedPacket>;

constexpr std::uint32_t kMicroseconds = 0xa1b2c3d4, kNanoseconds = 0xa1b23c4d;
constexpr std::size_t kRecordHeader = 16;
constexpr std::uint32_t kSection = 0x0a0d0d0a, kByteOrder = 0x1a2b3c4d;
constexpr std::uint32_t kInterface = 1, kSimplePacket = 3, kEnhancedPacket = 6;
constexpr std::size_t kBlockFrame = 12;              // type and both lengths
constexpr std::uint32_t kLinkTypeBits = 0x03ffffff;  // above: FCS
constexpr std::uint16_t kTimeResolution = 9, kTimeOffset = 14;
constexpr std::int64_t kSecond = 1'000'000'000;

std::uint32_t little_word(Bytes bytes, std::size_t at) {
  return bytes[at] | static_cast<std::uint32_t>(bytes[at + 1]) << 8U |
         static_cast<std::uint32_t>(bytes[at + 2]) << 16U |
         static_cast<std::uint32_t>(bytes[at + 3]) << 24U;
}

std::size_t padded(std::size_t size) { return (size + 3) & ~std::size_t{3}; }

// Of any unit; what is no time that a clock of ours can show is none.
std::int64_t nanoseconds_of(std::uint64_t units, std::uint8_t resolution, std::int64_t offset_s) {
  __extension__ using Wide = unsigned __int128;
  const unsigned exponent = resolution & 0x7fU;
  Wide ns = units;
  if ((resolution & 0x80U) != 0) {
    if (exponent > 63) return 0;
    ns = ns * static_cast<std::uint64_t>(kSecond) >> exponent;
  } else {
    for (unsigned e = exponent; e < 9; ++e) ns *= 10;
    for (unsigned e = 9; e < exponent; ++e) ns /= 10;
  }
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  std::int64_t offset_ns = 0, out = 0;
  if (ns > static_cast<Wide>(kMost) || __builtin_mul_overflow(offset_s, kSecond, &offset_ns) ||
      __builtin_add_overflow(static_cast<std::int64_t>(ns), offset_ns, &out)) {
    return 0;
  }
  return out;
}

}  // namespace

std::uint32_t PcapReader::word(std::size_t at) const {
  const std::uint32_t little = little_word(file_, at);
  return is_big_endian_ ? __builtin_bswap32(little) : little;
}

std::uint16_t PcapReader::half(std::size_t at) const {
  const auto low = is_big_endian_ ? file_[at + 1] : file_[at];
  const auto high = is_big_endian_ ? file_[at] : file_[at + 1];
  return static_cast<std::uint16_t>(high << 8U | low);
}

tl::unexpected<Error> PcapReader::malformed(const char* what) const {
  return fail(ErrorCode::malformed, fmt::format("at byte {} {}", before_ + at_, what));
}

// What is not there may come with the next part.
Result<MaybePacket> PcapReader::lacking(const char* what) const {
  if (!is_last_) return MaybePacket();
  return malformed(what);
}

void PcapReader::go_on(Bytes part, bool is_last) {
  before_ += at_;
  at_ = 0;
  file_ = part;
  is_last_ = is_last;
}

Result<PcapReader> PcapReader::open(Bytes file, bool is_whole) {
  PcapReader reader(file, is_whole);
  const auto none = [&] {
    return reader.malformed("there is no capture: neither pcap nor pcapng");
  };
  if (file.size() < 4) return none();
  const std::uint32_t magic = little_word(file, 0);
  if (magic == kSection) {
    reader.is_blocks_ = true;
    return reader;
  }
  for (const bool big : {false, true}) {
    const std::uint32_t seen = big ? __builtin_bswap32(magic) : magic;
    if (seen != kMicroseconds && seen != kNanoseconds) continue;
    if (file.size() < kPcapHeaderBytes) return reader.malformed("the file's header is cut off");
    reader.is_big_endian_ = big;
    reader.is_nanoseconds_ = seen == kNanoseconds;
    reader.link_ = static_cast<LinkType>(reader.word(20) & kLinkTypeBits);
    reader.at_ = kPcapHeaderBytes;
    return reader;
  }
  return none();
}

Result<MaybePacket> PcapReader::next() { return is_blocks_ ? next_block() : next_record(); }

Result<MaybePacket> PcapReader::next_record() {
  if (at_ == file_.size()) return MaybePacket();
  if (file_.size() - at_ < kRecordHeader) return lacking("a packet's header is cut off");
  const std::size_t captured = word(at_ + 8);
  if (captured > kLongestCaptured) return malformed("a packet's length cannot be");
  if (file_.size() - at_ - kRecordHeader < captured) return lacking("a packet is cut off");
  CapturedPacket packet;
  packet.at_ns = std::int64_t{word(at_)} * kSecond +
                 std::int64_t{word(at_ + 4)} * (is_nanoseconds_ ? 1 : 1000);
  packet.link = link_;
  packet.original_bytes = word(at_ + 12);
  packet.frame = file_.subspan(at_ + kRecordHeader, captured);
  at_ += kRecordHeader + captured;
  return MaybePacket(packet);
}

// A section has its own byte order and its own interfaces.
bool PcapReader::begin_section() {
  const std::uint32_t order = little_word(file_, at_ + 8);
  if (order != kByteOrder && order != __builtin_bswap32(kByteOrder)) return false;
  is_big_endian_ = order != kByteOrder;
  interfaces_.clear();
  return true;
}

void PcapReader::add_interface(std::size_t size) {
  Interface one;
  const std::size_t end = at_ + size - 4;
  std::size_t at = at_ + 8;
  if (end < at + 8) return interfaces_.push_back(one);
  one.link = static_cast<LinkType>(half(at));
  for (at += 8; end - at >= 4;) {
    const std::uint16_t code = half(at), length = half(at + 2);
    at += 4;
    if (code == 0 || end - at < padded(length)) break;
    if (code == kTimeResolution && length == 1) one.resolution = file_[at];
    if (code == kTimeOffset && length == 8) {
      const std::uint64_t low = word(is_big_endian_ ? at + 4 : at);
      const std::uint64_t high = word(is_big_endian_ ? at : at + 4);
      one.offset_s = static_cast<std::int64_t>(high << 32U | low);
    }
    at += padded(length);
  }
  interfaces_.push_back(one);
}

MaybePacket PcapReader::packet_of_block(std::uint32_t type, std::size_t size) {
  const std::size_t body = at_ + 8, end = at_ + size - 4;
  CapturedPacket packet;
  std::size_t from = body + 4, captured = 0, of = 0;
  if (type == kEnhancedPacket) {
    if (end - body < 20) return std::nullopt;
    of = word(body);
    captured = word(body + 12);
    packet.original_bytes = word(body + 16);
    from = body + 20;
  } else {
    if (end - body < 4) return std::nullopt;
    packet.original_bytes = word(body);
    captured = std::min<std::size_t>(packet.original_bytes, end - from);
  }
  if (of >= interfaces_.size() || captured > end - from) return std::nullopt;
  const Interface& interface = interfaces_[of];
  packet.link = interface.link;
  if (type == kEnhancedPacket) {
    const std::uint64_t units = std::uint64_t{word(body + 4)} << 32U | word(body + 8);
    packet.at_ns = nanoseconds_of(units, interface.resolution, interface.offset_s);
  }
  packet.frame = file_.subspan(from, captured);
  return packet;
}

Result<MaybePacket> PcapReader::next_block() {
  while (at_ < file_.size()) {
    if (file_.size() - at_ < kBlockFrame) return lacking("a block's header is cut off");
    const bool is_section = little_word(file_, at_) == kSection;
    if (is_section && file_.size() - at_ < kBlockFrame + 4) {
      return lacking("a section's header is cut off");
    }
    if (is_section && !begin_section()) return malformed("a section has no byte order");
    const std::uint32_t type = word(at_);
    const std::size_t size = word(at_ + 4);
    if (size < kBlockFrame || size % 4 != 0 || size > kLongestCaptured)
      return malformed("a block's length cannot be");
    if (size > file_.size() - at_) return lacking("a block is cut off");
    MaybePacket packet;
    if (type == kInterface) add_interface(size);
    if (type == kEnhancedPacket || type == kSimplePacket) {
      packet = packet_of_block(type, size);
      if (!packet) return malformed("a packet's block says what cannot be");
    }
    at_ += size;
    if (packet) return packet;
  }
  return MaybePacket();
}

}  // namespace holdfast
