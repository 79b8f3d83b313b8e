#include "net/control_message.h"

#include <sys/socket.h>

#include <cstring>
#include <limits>

namespace holdfast {
namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

// <asm-generic/socket.h>: of 64-bit times under their old and their new number, which are the same
// on 64-bit machines. Each is the type of the message too.
constexpr int kTimestampingOld = 37, kTimestampingNew = 65, kDrops = 40;

/// struct scm_timestamping of <linux/errqueue.h>; its ts[1] is a deprecated one that stays 0.
struct Stamps {
  struct {
    std::int64_t seconds, nanoseconds;
  } of[3];
};

std::int64_t time_of(std::int64_t seconds, std::int64_t nanoseconds) {
  constexpr std::int64_t kMostSeconds = std::numeric_limits<std::int64_t>::max() / kNsPerSecond;
  if (seconds < 0 || seconds >= kMostSeconds) return 0;
  if (nanoseconds < 0 || nanoseconds >= kNsPerSecond) return 0;
  return seconds * kNsPerSecond + nanoseconds;
}

void take(int type, std::span<const std::uint8_t> payload, ControlMessages& messages) {
  if (type == kTimestampingOld || type == kTimestampingNew) {
    Stamps stamps{};
    if (payload.size() < sizeof stamps) return;
    std::memcpy(&stamps, payload.data(), sizeof stamps);
    messages.kernel_ns = time_of(stamps.of[0].seconds, stamps.of[0].nanoseconds);
    messages.device_ns = time_of(stamps.of[2].seconds, stamps.of[2].nanoseconds);
  } else if (type == kDrops) {
    std::uint32_t drops = 0;
    if (payload.size() < sizeof drops) return;
    std::memcpy(&drops, payload.data(), sizeof drops);
    messages.drops = drops;
  }
}

}  // namespace

ControlMessages parse_control_messages(std::span<const std::uint8_t> bytes) {
  ControlMessages messages;
  while (bytes.size() >= sizeof(cmsghdr)) {
    cmsghdr header{};
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.cmsg_len < sizeof header || header.cmsg_len > bytes.size()) break;
    if (header.cmsg_level == SOL_SOCKET) {
      take(header.cmsg_type, bytes.subspan(sizeof header, header.cmsg_len - sizeof header),
           messages);
    }
    // The last message may end without its padding.
    const std::size_t padded = CMSG_ALIGN(header.cmsg_len);
    if (padded > bytes.size()) break;
    bytes = bytes.subspan(padded);
  }
  return messages;
}

}  // namespace holdfast
