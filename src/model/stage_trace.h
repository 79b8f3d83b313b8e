// StageTrace: when packets of the probe were where on their way into a program, as the kernel's
// programs saw it (bpf/stage_tracer.h). All times are ns of CLOCK_MONOTONIC; 0: not seen.
#pragma once

#include <cstdint>
#include <vector>

namespace holdfast {

/// One packet, as far as its socket.
struct StagePacket {
  std::uint32_t session = 0;  // of the probe's message, like the sequence
  std::uint64_t sequence = 0;
  std::int64_t interrupt_ns = 0;  // its handler's entry; of a poll that went on, and of veth, none
  std::int64_t raised_ns = 0;     // NET_RX, for the run that took the packet from the device
  std::int64_t entered_ns = 0;    // that run
  std::int64_t stack_ns = 0;      // netif_receive_skb
  std::int64_t queued_ns = 0;     // the socket's signal that it has the packet
  std::uint32_t cpu = 0, irq = 0;
  friend bool operator==(const StagePacket&, const StagePacket&) = default;
};

/// One datagram that the receiving thread took out of the socket.
struct StageRead {
  std::int64_t waking_ns = 0;   // the last time before it that somebody woke the thread
  std::int64_t running_ns = 0;  // likewise, that it was given a CPU
  std::int64_t read_ns = 0;     // the copy was made
  friend bool operator==(const StageRead&, const StageRead&) = default;
};

struct StageTrace {
  std::vector<StagePacket> packets;
  std::vector<StageRead> reads;  // in order
  std::uint64_t lost = 0;        // records for which there was no room
  std::uint64_t unreadable = 0;  // packets whose message is not in their linear part
  std::uint64_t unqueued = 0;    // packets that reached the stack, and no socket signalled them
};

}  // namespace holdfast
