#include "net/redirect_stamp.h"

#include <cstddef>
#include <cstring>

#include "bpf/programs/udp_redirect_layout.h"

namespace holdfast {

RedirectTimes take_redirect_stamp(std::span<std::uint8_t> before, const ClockOffsets& offsets) {
  redirect_stamp stamp{};
  if (before.size() < sizeof stamp) return {};
  std::uint8_t* const at = before.data() + before.size() - sizeof stamp;
  std::memcpy(&stamp, at, sizeof stamp);
  if (stamp.mark != HOLDFAST_REDIRECT_MARK) return {};
  std::memset(at + offsetof(redirect_stamp, mark), 0, sizeof stamp.mark);
  RedirectTimes times{.kernel_ns = 0, .device_ns = stamp.device_ns};
  if (stamp.clock == HOLDFAST_REDIRECT_CLOCK_TAI) {
    times.kernel_ns = stamp.kernel_ns + offsets.from_tai_ns;
  } else if (stamp.clock == HOLDFAST_REDIRECT_CLOCK_MONOTONIC) {
    times.kernel_ns = stamp.kernel_ns + offsets.from_monotonic_ns;
  }
  return times;
}

}  // namespace holdfast
