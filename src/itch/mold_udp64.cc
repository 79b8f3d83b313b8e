#include "itch/mold_udp64.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "itch/frame_splitter.h"
#include "itch/wire.h"

namespace holdfast {
namespace {

MoldHeader load_header(const std::uint8_t* at) {
  MoldHeader header;
  std::memcpy(header.session.bytes.data(), at, header.session.bytes.size());
  header.sequence = load_u64(at + 10);
  header.count = load_u16(at + 18);
  return header;
}

}  // namespace

std::optional<std::span<const std::uint8_t>> MoldBlocks::next() {
  if (rest_.size() < kMoldBlockBytes) return std::nullopt;
  const std::size_t length = load_u16(rest_.data());
  if (rest_.size() - kMoldBlockBytes < length) return std::nullopt;
  const auto message = rest_.subspan(kMoldBlockBytes, length);
  rest_ = rest_.subspan(kMoldBlockBytes + length);
  return message;
}

MoldFault parse_mold_packet(std::span<const std::uint8_t> datagram, MoldPacket& packet) {
  if (datagram.size() < kMoldHeaderBytes) return MoldFault::no_header;
  packet.header = load_header(datagram.data());
  const auto blocks = datagram.subspan(kMoldHeaderBytes);
  MoldBlocks walk(blocks);
  std::size_t walked = 0;
  for (std::uint16_t i = 0; i < packet.header.messages(); ++i) {
    const auto message = walk.next();
    if (!message) return MoldFault::cut_block;
    walked += kMoldBlockBytes + message->size();
  }
  if (walked != blocks.size()) return MoldFault::spare_bytes;
  packet.blocks = MoldBlocks(blocks);
  return MoldFault::none;
}

std::optional<MoldHeader> parse_mold_request(std::span<const std::uint8_t> datagram) {
  if (datagram.size() != kMoldHeaderBytes) return std::nullopt;
  return load_header(datagram.data());
}

std::array<std::uint8_t, kMoldHeaderBytes> encode_mold_header(const MoldHeader& header) {
  std::array<std::uint8_t, kMoldHeaderBytes> bytes{};
  std::memcpy(bytes.data(), header.session.bytes.data(), header.session.bytes.size());
  store_u64(bytes.data() + 10, header.sequence);
  store_u16(bytes.data() + 18, header.count);
  return bytes;
}

std::string_view to_string(MoldFault fault) {
  switch (fault) {
    case MoldFault::none: return "none";
    case MoldFault::no_header: return "no_header";
    case MoldFault::cut_block: return "cut_block";
    case MoldFault::spare_bytes: return "spare_bytes";
  }
  return "none";
}

MoldPacketBuilder::MoldPacketBuilder(MoldSession session, std::uint64_t next_sequence,
                                     std::size_t limit)
    : header_{.session = session, .sequence = next_sequence}, limit_(limit) {
  HOLDFAST_CHECK(limit >= kMoldHeaderBytes && limit <= 65'535);
  packet_.reserve(limit);
  packet_.resize(kMoldHeaderBytes);
}

bool MoldPacketBuilder::add(std::span<const std::uint8_t> message) {
  if (std::exchange(is_taken_, false)) packet_.resize(kMoldHeaderBytes);
  if (limit_ - packet_.size() < kMoldBlockBytes + message.size()) return false;
  append_frame(packet_, message);
  ++header_.count;  // 65,535 bytes hold 32,757 messages at most: never the end's mark
  return true;
}

void MoldPacketBuilder::go_on_at(std::uint64_t sequence) {
  HOLDFAST_CHECK(is_empty());
  header_.sequence = sequence;
}

std::span<const std::uint8_t> MoldPacketBuilder::take() {
  if (is_taken_) packet_.resize(kMoldHeaderBytes);
  std::ranges::copy(encode_mold_header(header_), packet_.begin());
  header_.sequence += std::exchange(header_.count, std::uint16_t{0});
  is_taken_ = true;
  return packet_;
}

std::span<const std::uint8_t> MoldPacketBuilder::take_end_of_session() {
  HOLDFAST_CHECK(is_empty());
  auto end = header_;
  end.count = kMoldEndOfSession;
  packet_.resize(kMoldHeaderBytes);
  std::ranges::copy(encode_mold_header(end), packet_.begin());
  is_taken_ = true;
  return packet_;
}

}  // namespace holdfast
