// What udp_redirect.bpf.c wrote before a packet, as times. Pure.
#pragma once

#include <cstdint>
#include <span>

#include "bpf/packet_record.h"

namespace holdfast {

struct RedirectTimes {
  std::int64_t kernel_ns = 0;  // CLOCK_REALTIME; 0: none
  std::int64_t device_ns = 0;  // the NIC's clock; 0: none
};

/// `before`: the bytes that end where the frame begins. The program's clock is CLOCK_TAI, which is
/// CLOCK_REALTIME and a whole number of seconds; `offsets` has it. Without a stamp: zeros. Wipes
/// the stamp's mark, so that the frame's next packet cannot be taken for stamped.
RedirectTimes take_redirect_stamp(std::span<std::uint8_t> before, const ClockOffsets& offsets);

}  // namespace holdfast
