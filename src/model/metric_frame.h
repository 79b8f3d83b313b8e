// MetricFrame: what the counters of two samples say of the host in between (DESIGN §7, TCA §4).
// Made by derive (metrics/derive.h); printed, exported, stored and shown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cpu_set.h"
#include "base/diagnostic.h"
#include "base/ids.h"
#include "base/instant.h"
#include "model/clock_reading.h"
#include "model/probe_stream.h"
#include "model/regime.h"
#include "model/setting.h"
#include "model/vector.h"

namespace holdfast {

enum class VectorState {
  aligned,         // effective ⊆ target
  pending,         // requested is right, and it has not fired since
  drifted,         // requested or effective is outside
  no_target,       // the policy does not place it
  target_offline,  // no CPU of its target is online
};
std::string_view name_of(VectorState state);

/// One NIC vector in the window.
struct VectorFrame {
  IrqNumber irq;
  std::string nic;
  std::string label;  // queue_label
  CpuSet target;      // online CPUs of the policy; empty: none
  CpuSet requested, effective;
  CpuCounts delivered;  // interrupts in the window, by CPU
  std::uint64_t total = 0;
  VectorState state = VectorState::no_target;
  bool active = false;           // fired at least once in the window, and has a target
  bool reset = false;            // its counter went back: counted from 0
  bool born = false;             // not there in the sample before: counted from 0
  std::uint64_t since_boot = 0;  // interrupts; falls when the driver takes new vectors
  friend bool operator==(const VectorFrame&, const VectorFrame&) = default;
};

/// From a softirq's raise to its entry, of NET_RX, within 2 % (BPF).
struct SoftirqDelay {
  double p50_ns = 0, p95_ns = 0, p99_ns = 0;
  std::uint64_t count = 0;
  friend bool operator==(const SoftirqDelay&, const SoftirqDelay&) = default;
};

/// One CPU in the window. Shares are of the window's time, 0 to 1.
struct CpuFrame {
  CpuId cpu;
  bool target = false;  // in a vector's target
  double user = 0, system = 0, irq = 0, softirq = 0, iowait = 0, steal = 0, idle = 0;
  std::uint64_t net_rx = 0, net_tx = 0;  // softirqs
  std::uint64_t packets = 0, dropped = 0, time_squeezed = 0;
  double ksoftirqd = 0;  // run time of its ksoftirqd
  /// As the kernel counts them since boot, in 32 bits.
  std::uint64_t packets_since_boot = 0, dropped_since_boot = 0, time_squeezed_since_boot = 0;
  /// Time inside NET_RX and NET_TX as BPF measured it; `softirq` is what the timer's ticks met.
  std::optional<double> traced_rx, traced_tx;
  std::optional<SoftirqDelay> softirq_delay;
  friend bool operator==(const CpuFrame&, const CpuFrame&) = default;
};

/// From where an optional figure came, or why there is none: "bpf", "irq-counts", "none".
struct Reading {
  std::optional<double> value;
  std::string source = "none";
  friend bool operator==(const Reading&, const Reading&) = default;
};

struct JitterFrame {
  std::optional<double> hj50_ns, hj95_ns, hj99_ns, hj95x_ns;
  std::optional<double> hj95_low_ns, hj95_high_ns;  // 95 % interval
  std::optional<double> ratio;                      // hj95x over its aligned baseline
  std::uint64_t count = 0, negative = 0;
  std::string source = "none";  // "bpf", "probe", "none"
  std::string clock;  // of the packet's stamp: "software", "phc0"; "round trip" has no stamp
  std::optional<double> hj999_ns;
  bool low_n = false;          // fewer than 100: TCA's LOW_N
  std::uint64_t lost = 0;      // measured, and then there was no room for them
  bool clock_suspect = false;  // over 0.1 % are negative: only hj95x is given (CLOCK_SUSPECT)
  friend bool operator==(const JitterFrame&, const JitterFrame&) = default;
};

/// HJ95 of a part of the packets: of one queue, or of one program's.
struct JitterPart {
  std::string nic, queue;  // "eth0", "rx 3"; of a queue
  std::uint32_t pid = 0;   // of a program
  std::string comm;
  std::optional<double> hj50_ns, hj95_ns, hj95x_ns;
  std::uint64_t count = 0;
  friend bool operator==(const JitterPart&, const JitterPart&) = default;
};

/// One packet of the window, for the store (TCA §3.5: pkt_latency).
struct KeptDelay {
  std::optional<IrqNumber> irq;  // of the queue's vector, where it is known
  std::int64_t stamp_ns = 0;     // ns since 1970, of the stamp's clock
  std::int64_t read_ns = 0;      // ns since 1970, UTC
  bool hardware = false;         // the stamp's clock is the NIC's
  friend bool operator==(const KeptDelay&, const KeptDelay&) = default;
};

/// What watching costs, of the agent itself.
struct OwnCost {
  double cpu = 0;  // share of one core
  std::uint64_t resident_bytes = 0;
  std::uint64_t longest_turn_ns = 0;
  std::uint64_t events_dropped = 0;  // a full queue's
  friend bool operator==(const OwnCost&, const OwnCost&) = default;
};

struct MetricFrame {
  std::int64_t at_ns = 0;  // end of the window; ns since 1970, UTC
  Instant at;              // the same, monotonic
  double seconds = 0;      // its length
  std::optional<double> vam_requested, vam_effective, vam_delivered;
  std::uint32_t active_vectors = 0, drifted_vectors = 0, pending_vectors = 0,
                untargeted_vectors = 0;
  Reading nrs;
  std::optional<double> sad, sad_normalised;   // TCA §4: SAD, SAD_n
  std::optional<double> sad_delta;             // less the median of aligned windows
  std::optional<double> leak;                  // load outside all targets ÷ all
  std::optional<double> load_peak, load_gini;  // of the targets' CPUs: most ÷ mean; 0 even, to 1
  JitterFrame jitter;
  std::vector<JitterPart> jitter_queues;          // with the most packets first; at most 64
  std::vector<JitterPart> jitter_processes;       // likewise; at most 10
  std::optional<ProbeStreamCounts> probe_stream;  // absent: the policy has none
  std::vector<KeptDelay> kept_delays;  // a few, evenly out of the window; not in the JSON
  std::optional<SoftirqDelay> softirq_delay;
  std::uint64_t interrupts = 0, packets = 0;
  std::uint64_t softnet_dropped = 0, softnet_squeezed = 0;
  std::optional<double> interrupts_per_packet;
  std::optional<double> iowait_idle_disks;  // share of iowait time while no disk had a request
  double steal = 0;
  std::optional<double> vector_budget;  // fullest CPU: vectors in use ÷ 200
  std::vector<VectorFrame> vectors;
  std::vector<CpuFrame> cpus;
  OwnCost own;
  Regime regime = Regime::aligned;
  double seconds_in_regime = 0;
  Gates gates;
  /// "treated 5", "treated 5 washout", "mixed" (a border), "none" (no block); empty: no schedule.
  std::string canary;
  std::vector<ClockReading> clocks;  // the newest of each source
  std::optional<double> llc_misses_per_packet, instructions_per_packet;  // of the targets' CPUs
  Diagnostics diagnostics;
  friend bool operator==(const MetricFrame&, const MetricFrame&) = default;
};

/// Why figures are absent or doubtful, by TCA §6.9's names: "NO_ACTIVE_VECTORS", "ZERO_LOAD" (of
/// SAD), "LOW_N" and "CLOCK_SUSPECT" (of jitter).
std::vector<std::string_view> statuses_of(const MetricFrame& frame);

/// One object on one line, without its newline; docs/schema/frame.schema.json. `vectors` and `cpus`
/// are left out when `brief`.
std::string to_json(const MetricFrame& frame, bool brief = false);

}  // namespace holdfast
