// The kernel's receive stamps: they are made only while somebody wants them, and are of
// CLOCK_REALTIME.
#pragma once

#include "bpf/packet_record.h"
#include "host/descriptor.h"

namespace holdfast {

/// A socket for whose sake the kernel stamps what it receives, as long as it is open.
Descriptor want_receive_stamps();

/// Of now; they change when the clock is set, and TAI's with a leap second.
ClockOffsets clock_offsets();

}  // namespace holdfast
