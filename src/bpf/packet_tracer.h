// PacketTracer: what packets and softirqs really did, counted in the kernel by BPF.
//
// Three sets of programs, each attached or with its sentence why not (docs/observer.md says what
// each costs): NAPI, softirqs, and the delays of packets that programs read. The last two rest
// in a flood. Only this network
// namespace's queues and sockets are counted; softirqs are of all. One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "model/agent_status.h"
#include "model/trace.h"

namespace holdfast {

struct PacketTracerOptions {
  bool softirqs = true;                // with NAPI
  bool delays = true;                  // of packets that are read: HJ95
  std::uint32_t most_delays = 20'000;  // a second; of more, one in N is told
  /// Where one CPU has more a second, programs rest: tracing would take over 2 % of its time.
  double most_polls = 75'000;    // a softirq that is traced costs some 270 ns
  double most_packets = 50'000;  // a packet that may be told, 350 ns; infinite: they never rest
};

class PacketTracer {
 public:
  /// Loads and attaches: some 10 ms, and an IPI or two to every CPU for each program.
  explicit PacketTracer(const PacketTracerOptions& options = {});
  PacketTracer(PacketTracer&&) noexcept;
  PacketTracer& operator=(PacketTracer&&) noexcept;
  ~PacketTracer();  // everything is detached

  /// Is there anything to read?
  bool is_attached() const;
  /// Counts since the attachment, and the delays since the last reading. Also chooses how many of
  /// the packets are told until the next one.
  TraceReading read();
  /// "bpf packets": watching, degraded (some programs only) or absent, with the sentence.
  WatchSource state() const;
  /// By which way datagrams are seen: "fentry", "queue", or empty.
  std::string datagram_way() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace holdfast
