// StreamExchange: what a probe stream's threads and the agent's turn know of each other. A short
// lock, at most as often as packets go.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/agent_status.h"
#include "model/probe_stream.h"
#include "net/packet_receiver.h"
#include "probe/round_trips.h"
#include "probe/steady_arrivals.h"

namespace holdfast {

class StreamExchange {
 public:
  /// Delays that wait for the agent's turn: the longest window at the highest rate.
  static constexpr std::size_t kMostDelays = std::size_t{60} * ProbeStreamSettings::kMostRate;

  explicit StreamExchange(const ProbeStreamSettings& settings);

  const ProbeStreamSettings settings;
  std::atomic<bool> stop{false};

  // The sender's.
  ProbeMessage begin(std::int64_t now_ns);
  void withdraw(const ProbeMessage& message);
  /// Why nothing can be sent; empty: it can.
  void set_sending(std::string why);

  // The receiver's.
  void came(const PacketBatch& batch);
  /// Why nothing can be received; empty: it can.
  void set_receiving(std::string why);

  // Anybody's. now_ns is CLOCK_MONOTONIC's, wall_ns CLOCK_REALTIME's.
  /// Did a packet of the stream's come lately? Of one that has just begun it is believed.
  bool is_alive(std::int64_t now_ns) const;

  // The agent's turn.
  ProbeStreamReading take(std::int64_t wall_ns);
  WatchSource state(std::int64_t now_ns) const;

 private:
  std::optional<std::int64_t> delay_of(const ReceivedPacket& packet, std::int64_t now_ns);

  mutable std::mutex mutex_;
  std::variant<RoundTrips, SteadyArrivals> packets_;
  std::vector<std::int64_t> delays_ns_;
  std::uint64_t dropped_ = 0, measured_ = 0;
  std::int64_t alive_until_ns_;  // CLOCK_MONOTONIC
  std::string sending_, receiving_;
};

}  // namespace holdfast
