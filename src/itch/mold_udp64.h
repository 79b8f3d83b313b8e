// MoldUDP64 1.00: what one datagram of a feed holds, and the request for messages that were missed.
// Pure, and nothing about the bytes is believed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "itch/alpha.h"

namespace holdfast {

using MoldSession = Alpha<10>;

inline constexpr std::size_t kMoldHeaderBytes = 20, kMoldBlockBytes = 2;
inline constexpr std::uint16_t kMoldHeartbeat = 0, kMoldEndOfSession = 0xffff;

/// Also the request packet: `count` messages of `session`, from `sequence` on.
struct MoldHeader {
  MoldSession session;
  std::uint64_t sequence = 0;  // of the first message; the next one's in a heartbeat and at the end
  std::uint16_t count = 0;     // of messages, or one of the two above

  bool is_heartbeat() const { return count == kMoldHeartbeat; }
  bool is_end_of_session() const { return count == kMoldEndOfSession; }
  std::uint16_t messages() const { return is_end_of_session() ? std::uint16_t{0} : count; }
  friend bool operator==(const MoldHeader&, const MoldHeader&) = default;
};

enum class MoldFault : std::uint8_t {
  none,
  no_header,    // fewer than 20 bytes
  cut_block,    // fewer messages are there than the count says
  spare_bytes,  // bytes behind the last message
};

/// The messages of one packet, one after the other, as parts of its bytes.
class MoldBlocks {
 public:
  MoldBlocks() = default;
  explicit MoldBlocks(std::span<const std::uint8_t> blocks) : rest_(blocks) {}
  std::optional<std::span<const std::uint8_t>> next();

 private:
  std::span<const std::uint8_t> rest_;
};

struct MoldPacket {
  MoldHeader header;
  MoldBlocks blocks;
};

/// Every block is looked at first: with a fault the packet is to be counted and dropped as a whole.
MoldFault parse_mold_packet(std::span<const std::uint8_t> datagram, MoldPacket& packet);

/// nullopt unless there are exactly 20 bytes.
std::optional<MoldHeader> parse_mold_request(std::span<const std::uint8_t> datagram);

/// A request, a heartbeat, an end of session.
std::array<std::uint8_t, kMoldHeaderBytes> encode_mold_header(const MoldHeader& header);

/// "cut_block", for counters and reports.
std::string_view to_string(MoldFault fault);

/// Packs messages into datagrams of at most `limit` bytes.
class MoldPacketBuilder {
 public:
  MoldPacketBuilder(MoldSession session, std::uint64_t next_sequence, std::size_t limit = 1472);

  /// false, and nothing added: it does not fit; take() first. A message of more than
  /// `limit` - 22 bytes never fits.
  bool add(std::span<const std::uint8_t> message);
  bool is_empty() const { return header_.count == 0; }
  /// Goes on with that number: those before it are never sent. When is_empty().
  void go_on_at(std::uint64_t sequence);
  std::uint64_t next_sequence() const { return header_.sequence + header_.count; }

  /// The packet, a heartbeat when there is no message; the next one begins. Valid until add().
  std::span<const std::uint8_t> take();
  /// In place of a heartbeat, once the session is over; when is_empty().
  std::span<const std::uint8_t> take_end_of_session();

 private:
  MoldHeader header_;
  std::size_t limit_;
  std::vector<std::uint8_t> packet_;
  bool is_taken_ = false;
};

}  // namespace holdfast
