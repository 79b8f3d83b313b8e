// TraceReading: what BPF programs counted of packets and softirqs, from when they were attached
// until now (bpf/packet_tracer.h). Metrics take two of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"

namespace holdfast {

/// The network softirqs of one CPU. Where they came fast only some were timed, and each of those
/// stands for all: figures are estimates then, and still only go up.
struct SoftirqTrace {
  CpuId cpu;
  std::uint64_t rx_runs = 0, tx_runs = 0;
  std::uint64_t rx_ns = 0, tx_ns = 0;  // inside NET_RX, NET_TX
  /// NET_RX from raise to entry, in the buckets of metrics/log_linear.h; empty: none.
  std::vector<std::uint64_t> delays;
  friend bool operator==(const SoftirqTrace&, const SoftirqTrace&) = default;
};

/// One NAPI instance, which serves a queue or a vector's queues, on one CPU.
struct NapiWork {
  std::uint32_t napi = 0;
  CpuId cpu;
  std::string nic;
  std::uint64_t polls = 0, packets = 0;
  friend bool operator==(const NapiWork&, const NapiWork&) = default;
};

/// One packet that a program read: from its stamp to its copy in user space. A hardware stamp is of
/// the NIC's clock, the copy of the system's: their offset is in it.
struct PacketDelay {
  std::int64_t read_at_ns = 0;  // ns since 1970, UTC
  std::optional<std::int64_t> software_ns, hardware_ns;
  std::string nic;                  // empty: not known
  std::optional<QueueIndex> queue;  // receive queue, where the driver says it
  std::uint32_t pid = 0;            // of the reader
  std::string comm;
  friend bool operator==(const PacketDelay&, const PacketDelay&) = default;
};

struct TraceReading {
  std::vector<SoftirqTrace> softirqs;  // ascending by CPU
  std::vector<NapiWork> napis;         // ascending by NAPI and CPU
  std::vector<PacketDelay> delays;     // since the reading before; one in `one_in`
  std::uint32_t one_in = 1;
  std::uint64_t delays_lost = 0;    // since the attachment: there was no room for them
  std::uint64_t napis_unknown = 0;  // polls whose NAPI had no room, likewise
  friend bool operator==(const TraceReading&, const TraceReading&) = default;
};

}  // namespace holdfast
