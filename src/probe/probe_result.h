// What one receiver of a probe saw: the value that is printed, compared and written as JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace holdfast {

/// A percentile with its 95 % interval, in ns; an end beyond the sample is absent.
struct Percentile {
  double p = 0;  // 0.5, 0.999; 1 is the maximum
  double ns = 0;
  std::optional<double> low_ns, high_ns;
  friend bool operator==(const Percentile&, const Percentile&) = default;
};

/// One way's delays: "sender to user", "kernel to user", "device to user", "round trip".
struct ProbeDelays {
  std::string of;
  std::string clock;  // "one host's CLOCK_REALTIME", "phc0 ± 120 ns"
  std::uint64_t count = 0;
  std::uint64_t negative = 0;               // impossible orders: kept in the figures, and counted
  std::vector<Percentile> percentiles;      // 0.5, 0.9, 0.95, 0.99 … 0.99999, 1: those it has
  std::optional<double> hj95_ns, hj95x_ns;  // p95, and p95 − p50 (DESIGN §7)
  friend bool operator==(const ProbeDelays&, const ProbeDelays&) = default;
};

/// Of the receiver's queue or vector, when the packets came by several.
struct ProbePart {
  std::string of;  // "queue 3", "irq 42 on CPU 5"
  ProbeDelays delays;
  friend bool operator==(const ProbePart&, const ProbePart&) = default;
};

struct ProbeResult {
  std::string receiver;            // "spin", "af_xdp native"; what is compared
  std::string interface;           // of the receiving end; empty: any
  std::uint32_t packet_bytes = 0;  // of payload
  double rate = 0;     // packets per second that were asked for; of another's, those that came
  double seconds = 0;  // from the first packet to the last
  std::optional<std::uint64_t> sent;  // known when this program sent them
  std::uint64_t received = 0;         // numbered packets of this session, each once
  std::uint64_t lost = 0, reordered = 0, duplicated = 0;
  std::uint64_t foreign = 0;                 // packets that are none of this session
  std::uint64_t truncated = 0;               // longer than the receiver's buffer
  std::uint64_t unrecorded = 0;              // counted, and then there was no room for their delays
  std::uint64_t calls = 0, empty_calls = 0;  // of the receiving system call, or looks at a ring
  std::uint64_t socket_drops = 0;            // SO_RXQ_OVFL
  std::uint64_t sender_refused = 0;          // by the sender's kernel: sent, and lost
  /// On the way, by the interfaces' own counts, less those that the receiver's counts have; where
  /// both ends are networks of the probe's own.
  std::optional<std::uint64_t> interface_drops;
  std::uint64_t device_drops = 0, ring_full = 0, fill_empty = 0;  // XDP_STATISTICS
  std::uint64_t invalid_descriptors = 0;                          // likewise
  std::uint64_t sender_late = 0;  // packets sent over 10 µs after their planned time
  std::uint64_t voluntary_switches = 0, involuntary_switches = 0, migrations = 0;
  double cpu_seconds = 0;  // of the receiving thread
  std::vector<ProbeDelays> delays;
  std::vector<ProbePart> parts;
  std::vector<std::string> spoilt;  // sentences: why the figures are not the receiver's (spoilt.h)
  std::vector<std::string> notes;   // sentences: what could not be had, and why
  friend bool operator==(const ProbeResult&, const ProbeResult&) = default;
};

/// One object on one line, without its newline; docs/schema/probe.schema.json.
std::string to_json(const ProbeResult& result);

}  // namespace holdfast
