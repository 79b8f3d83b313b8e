// What one seed makes of the world.
#pragma once

#include "stream/feed_options.h"
#include "stream/sim_chance_test_fixture.h"

namespace holdfast {

inline constexpr std::int64_t kSimUs = 1'000, kSimMs = 1'000'000;

/// A way that datagrams take.
struct SimLine {
  double loss = 0, duplicates = 0;
  std::int64_t delay_ns = 0, jitter_ns = 0;
  std::int64_t dead_from_ns = 0, dead_until_ns = 0;
};

struct SimOptions {
  explicit SimOptions(SimChance& chance);

  std::int64_t messages = 0;
  std::int64_t pause_ns = 0;  // the longest between two bursts
  std::vector<SimLine> lines;
  SimLine re_request;
  bool has_re_request = false, has_snapshot = false;
  std::int64_t answers_back = 0;  // how many messages the re-request server goes back
  double strange = 0;             // packets that nobody of ours sent, for each that we did
  double lies = 0;                // of snapshot sessions
  double refused = 0;             // connections
  double resets = 0;              // of a snapshot session, each time that it may send
  std::int64_t chunk = 0;         // bytes that it may send then
  std::int64_t joins_ns = 0;
  std::int64_t restart_at = 0;  // after so many messages; 0: never
  FeedClientOptions client;

 private:
  void choose_client(SimChance& chance);
};

inline SimLine sim_line(SimChance& chance) {
  SimLine line;
  if (chance.is(0.7)) line.loss = chance.is(0.1) ? 0.9 : chance.up_to(0.3);
  if (chance.is(0.5)) line.duplicates = chance.up_to(0.2);
  line.delay_ns = chance.between(1, 2000) * kSimUs;
  if (chance.is(0.5)) line.jitter_ns = chance.between(1, 5000) * kSimUs;
  if (chance.is(0.3)) {
    line.dead_from_ns = chance.between(0, 300) * kSimMs;
    line.dead_until_ns = line.dead_from_ns + chance.between(1, 500) * kSimMs;
  }
  return line;
}

inline SimOptions::SimOptions(SimChance& chance) {
  messages = chance.between(1, 600);
  pause_ns = chance.between(50, 3000) * kSimUs;
  lines.push_back(sim_line(chance));
  if (chance.is(0.6)) lines.push_back(sim_line(chance));
  re_request = sim_line(chance);
  has_snapshot = chance.is(0.85);
  has_re_request = !has_snapshot || chance.is(0.6);
  answers_back = has_snapshot && chance.is(0.5) ? chance.between(5, 100) : 1'000'000;
  if (chance.is(0.3)) strange = chance.up_to(0.05);
  if (chance.is(0.3)) lies = chance.up_to(1);
  if (chance.is(0.3)) refused = chance.up_to(1);
  if (chance.is(0.3)) resets = chance.up_to(0.1);
  chunk = chance.is(0.5) ? chance.between(1, 200) : 100'000;
  if (chance.is(0.4)) joins_ns = chance.between(0, 400) * kSimMs;
  if (chance.is(0.1)) restart_at = chance.between(1, messages);
  choose_client(chance);
}

inline void SimOptions::choose_client(SimChance& chance) {
  client.seed = static_cast<std::uint64_t>(chance.between(1, 1'000'000));
  client.lines = lines.size();
  client.has_re_request_server = has_re_request;
  client.has_snapshot_server = has_snapshot;
  client.joins_by_re_request = !has_snapshot || chance.is(0.3);
  client.window_messages = std::size_t{1} << chance.between(3, 10);
  client.window_bytes = static_cast<std::size_t>(chance.between(200, 20'000));
  client.most_gaps = static_cast<std::size_t>(chance.between(2, 64));
  client.most_re_requested = static_cast<std::uint64_t>(chance.between(5, 500));
  client.gap_ns = chance.between(5, 100) * kSimMs;
  client.silence_ns = 300 * kSimMs;
  client.reach_ns = 50 * kSimMs;
  client.claim_ns = 100 * kSimMs;
  client.well_ns = 20 * kSimMs;
  client.re_request.patience_ns = chance.between(0, 5) * kSimMs;
  client.re_request.backoff = {5 * kSimMs, 50 * kSimMs};
  client.re_request.most_messages = static_cast<std::uint16_t>(chance.between(1, 200));
  client.re_request.most_under_way = static_cast<unsigned>(chance.between(1, 5));
  client.recovery.backoff = {2 * kSimMs, 100 * kSimMs};
  client.recovery.link.times = {20 * kSimMs, 100 * kSimMs, 100 * kSimMs};
  client.recovery.link.connect_ns = 100 * kSimMs;
  client.recovery.progress_ns = 100 * kSimMs;
  client.recovery.keeps_session = chance.is(0.3);
  client.recovery.digests.again_ns = 10 * kSimMs;
  client.recovery.books.expected_orders = 64;
}

}  // namespace holdfast
