// Control messages of a received packet: whatever the bytes are, a stamp is a time or none, and
// what is behind the last whole message changes nothing.
#include "net/control_message.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto messages = holdfast::parse_control_messages({bytes, size});
  if (messages.kernel_ns < 0 || messages.device_ns < 0) std::abort();
  // Of its own size and at an odd address, so that a byte read too many is seen.
  std::vector<std::uint8_t> moved(size + 1);
  std::copy(bytes, bytes + size, moved.begin() + 1);
  const auto same = holdfast::parse_control_messages({moved.data() + 1, size});
  if (same.kernel_ns != messages.kernel_ns || same.device_ns != messages.device_ns ||
      same.drops != messages.drops) {
    std::abort();
  }
  // A header's beginning more is no message more.
  std::vector<std::uint8_t> longer(bytes, bytes + size);
  longer.resize(size + 8);
  const auto as_before = holdfast::parse_control_messages(longer);
  if (messages.drops && !as_before.drops) std::abort();
  return 0;
}
