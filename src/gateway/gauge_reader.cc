#include "gateway/gauge_reader.h"

#include <fmt/format.h>

#include "fanout/thread_sched.h"
#include "feed/ring_gauges.h"
#include "host/process_stat.h"

namespace holdfast {
namespace {

constexpr std::int64_t kKernelEveryNs = 1'000'000'000;

SnapshotReading snapshot_reading(const SnapshotGauges& gauges) {
  return {.sessions = value_in(gauges.sessions),
          .opened = value_in(gauges.opened),
          .images = value_in(gauges.images),
          .overflowed = value_in(gauges.overflowed),
          .refused = value_in(gauges.refused),
          .bytes = value_in(gauges.bytes),
          .requests = value_in(gauges.requests),
          .answered = value_in(gauges.answered),
          .replies = value_in(gauges.replies)};
}

}  // namespace

GaugeReader::GaugeReader(ServeShared& shared)
    : shared_(shared), names_(shared.layout.thread_names()), kernel_(names_.size()) {}

// Of a thread that has ended what was read last stays.
void GaugeReader::read_kernel() {
  std::string text;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const int tid = shared_.threads[i].tid.load(std::memory_order_relaxed);
    const auto folder = fmt::format("/proc/self/task/{}", tid);
    if (tid == 0 || !source_.read_file(folder + "/status", text)) continue;
    if (const auto status = parse_thread_status(text)) {
      kernel_[i].cpus = status->affinity.to_list();
      kernel_[i].involuntary = status->involuntary_switches;
      kernel_[i].voluntary = status->voluntary_switches;
    }
    if (source_.read_file(folder + "/sched", text)) kernel_[i].migrations = parse_migrations(text);
  }
}

RingReading GaugeReader::ring_reading(GatewayRing& ring) {
  const auto gauges = read_gauges(ring.ring.header());
  RingReading out{.name = ring.name,
                  .capacity = gauges.capacity,
                  .published = gauges.published,
                  .blocked_ns = gauges.blocked_ns,
                  .blocked_times = gauges.blocked_times};
  for (const auto& consumer : gauges.consumers) {
    out.readers.push_back(
        {.name = consumer.row < ring.readers.size() ? ring.readers[consumer.row] : "?",
         .blocks = consumer.policy != ConsumerState::dropping,
         .depth = consumer.depth,
         .batch = consumer.most_waiting,
         .messages = consumer.messages,
         .lost = consumer.lost,
         .lost_ranges = consumer.lost_ranges,
         .blocked_ns = consumer.blocked_ns,
         .blocked_times = consumer.blocked_times});
  }
  return out;
}

std::vector<StreamReading> GaugeReader::stream_readings() const {
  std::vector<StreamReading> out;
  for (std::size_t i = 0; i < shared_.streams.size(); ++i) {
    const auto& options = shared_.options.streams[i];
    const auto& gauges = shared_.streams[i];
    out.push_back({.name = options.name,
                   .session = std::string(session_of(shared_.options, i).text()),
                   .group = to_text(options.group),
                   .blocks = options.policy == StreamPolicy::block,
                   .next_sequence = value_in(gauges.next_sequence),
                   .messages = value_in(gauges.messages),
                   .datagrams = value_in(gauges.datagrams),
                   .bytes = value_in(gauges.bytes),
                   .heartbeats = value_in(gauges.heartbeats),
                   .lost = value_in(gauges.lost),
                   .lost_ranges = value_in(gauges.lost_ranges),
                   .left_out = value_in(gauges.left_out),
                   .digest = value_in(gauges.digest),
                   .orders = value_in(gauges.orders)});
  }
  return out;
}

ServeReading GaugeReader::read(Instant now) {
  if (!began_) began_ = now;
  if (!read_kernel_at_ || now.ns - read_kernel_at_->ns >= kKernelEveryNs) {
    read_kernel();
    read_kernel_at_ = now;
  }
  ServeReading out{.seconds = elapsed_seconds(*began_, now),
                   .messages = value_in(shared_.application.messages),
                   .no_stream = value_in(shared_.application.no_stream)};
  for (std::size_t i = 0; i < kMessageFaults; ++i) {
    out.malformed[i] = value_in(shared_.application.malformed[i]);
  }
  for (const auto& sender : shared_.senders) {
    out.calls += value_in(sender.calls);
    out.refused += value_in(sender.refused);
  }
  out.rings.push_back(ring_reading(shared_.application_ring));
  for (auto& ring : shared_.event_rings) out.rings.push_back(ring_reading(ring));
  for (std::size_t i = 0; i < names_.size(); ++i) {
    auto& gauges = shared_.threads[i];
    const auto& kernel = kernel_[i];
    out.threads.push_back({.name = names_[i],
                           .tid = gauges.tid.load(std::memory_order_relaxed),
                           .cpus = kernel.cpus,
                           .turns = value_in(gauges.turns),
                           .turns_ns = value_in(gauges.turns_ns),
                           .longest_ns = gauges.longest_ns.exchange(0, std::memory_order_relaxed),
                           .messages = value_in(gauges.messages),
                           .bytes = value_in(gauges.bytes),
                           .migrations = kernel.migrations,
                           .involuntary = kernel.involuntary,
                           .voluntary = kernel.voluntary});
  }
  out.streams = stream_readings();
  out.snapshot = snapshot_reading(shared_.snapshot);
  return out;
}

}  // namespace holdfast
