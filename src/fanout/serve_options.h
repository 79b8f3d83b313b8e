// What `holdfast-gateway serve` is to do, as a value.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "itch/mold_udp64.h"
#include "model/flow.h"
#include "model/thread.h"

namespace holdfast {

enum class Topology : std::uint8_t { thread_per_stream, single, single_pinned };
enum class StreamPolicy : std::uint8_t { drop, block };
enum class IdleKind : std::uint8_t { spin, yield, back_off, park };
enum class SendMethod : std::uint8_t { socket, af_xdp };
enum class PaceKind : std::uint8_t { max, rate, recorded };

inline constexpr std::string_view kTopologyNames[] = {"thread-per-stream", "single",
                                                      "single-pinned"};
inline constexpr std::string_view kStreamPolicyNames[] = {"drop", "block"};
inline constexpr std::string_view kIdleNames[] = {"spin", "yield", "back-off", "park"};

inline constexpr std::string_view kSendMethodNames[] = {"socket", "af_xdp"};

inline std::string_view name_of(Topology topology) {
  return kTopologyNames[static_cast<std::size_t>(topology)];
}
inline std::string_view name_of(StreamPolicy policy) {
  return kStreamPolicyNames[static_cast<std::size_t>(policy)];
}
inline std::string_view name_of(IdleKind idle) {
  return kIdleNames[static_cast<std::size_t>(idle)];
}

inline constexpr std::size_t kMostStreams = 256;

/// A ring has a power of two of events.
inline constexpr std::uint64_t kLeastRing = 64, kMostRing = 1U << 24U;
constexpr bool is_ring_size(std::uint64_t events) {
  return std::has_single_bit(events) && events >= kLeastRing && events <= kMostRing;
}

/// Stock locates `first` to `last`, both included.
struct LocateRange {
  std::uint16_t first = 0, last = 0;
  friend bool operator==(const LocateRange&, const LocateRange&) = default;
};

struct StreamOptions {
  std::string name;
  Endpoint group;
  std::optional<Endpoint> group_b;  // the same datagrams again, another way
  std::vector<LocateRange> books;   // empty: its share of those that no stream names
  std::uint64_t ring = 8192;        // events; streams of one size share a ring
  StreamPolicy policy = StreamPolicy::drop;
  friend bool operator==(const StreamOptions&, const StreamOptions&) = default;
};

struct FeedSourceOptions {
  std::string file;  // "-": standard input; empty: the generator
  std::uint64_t seed = 1;
  std::uint64_t messages = 0;  // of the generator; 0: until it is told to end
  std::uint16_t stocks = 500;  // of the generator
  PaceKind pace = PaceKind::max;
  double rate = 0;  // messages a second
};

struct SendingOptions {
  std::string interface, interface_b;
  std::uint8_t ttl = 1;
  std::uint16_t datagram_bytes = 1472;
  bool segments = true;
  SendMethod method = SendMethod::socket;
  std::uint32_t queue = 0;  // AF_XDP: of the first thread's first line; each next one has the next
  bool zero_copy = false;   // AF_XDP: by a driver that can
  double loss = 0;          // share of the datagrams of each line that are left out, for tests
  std::uint64_t loss_seed = 1;
};

struct ThreadsOptions {
  Topology topology = Topology::single;
  IdleKind idle = IdleKind::yield;
  std::optional<std::uint32_t> cpu;  // of the delta thread that is pinned
  SchedulingPolicy policy = SchedulingPolicy::other;
  int priority = 0;  // 1…99 for fifo and rr
};

struct ServeOptions {
  FeedSourceOptions source;
  std::vector<StreamOptions> streams;
  SendingOptions sending;
  ThreadsOptions threads;
  std::uint64_t application_ring = 8192;
  std::string session;  // what every stream's session begins with, at most 6 bytes
  std::optional<std::uint64_t> max_batch_limit;
  std::optional<Endpoint> snapshot;        // where snapshots are asked for (TCP)
  std::int64_t restart_snapshots_ns = 0;   // that port closes and opens so often; 0: never
  std::size_t history_bytes = 16U << 20U;  // of each stream, for re-requests
  std::optional<Endpoint> requests;        // where messages that were missed are (UDP)
  std::int64_t linger_ns = 1'000'000'000;  // for which the end of the session is sent
};

/// "SESS01-003": of the stream of that number.
MoldSession session_of(const ServeOptions& options, std::size_t stream);

/// nullopt for what is none of `names`.
template <class Enum, std::size_t N>
std::optional<Enum> parse_name(const std::string_view (&names)[N], std::string_view text) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == text) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace holdfast
