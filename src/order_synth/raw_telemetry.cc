#include "order_synth/raw_telemetry.h"

#include <algorithm>
#include <cmath>

#include "order_synth/csv_line.h"
#include "order_synth/order_names.h"

namespace holdfast {
namespace {

namespace model = order_model;

enum Table : std::size_t {
  irq_table,
  affinity_table,
  event_table,
  cache_table,
  clock_table,
  topology_table
};

// Four queues of one NIC on node 0, whose vectors belong on CPUs 0 to 3; a drift moves the last two
// to CPUs of node 1.
constexpr std::uint32_t kQueues = 4, kFirstMoved = 2, kFirstIrq = 100, kCpus = 16, kRemote = 8;
constexpr std::int64_t kPacketsPerMinute = 48'000;  // of all queues
// The label needs ten minutes before the first bucket, and eight of the bucket before any other.
constexpr std::int64_t kBeforeSession = 10, kBeforeBucket = 8, kMinutes = 30;

class HostSession {
 public:
  HostSession(TelemetryText& to, const OrderWorld& world, std::uint32_t host, std::uint32_t session)
      : to_(to), world_(world), host_(host), session_(session) {}

  void append() {
    append_clock();
    bool was_drifted = false;
    for (std::int64_t minute = -kBeforeSession; minute <= kOrderBuckets * kMinutes; ++minute) {
      const auto bucket = static_cast<std::uint32_t>(
          std::clamp<std::int64_t>((minute + kBeforeBucket) / kMinutes, 0, kOrderBuckets - 1));
      const bool is_drifted = world_.is_drifted(host_, session_, bucket);
      if (is_drifted != was_drifted) {
        append_change(stamp(minute) - 30 * kNsPerSecond, is_drifted);
      }
      append_sample(stamp(minute), bucket, is_drifted);
      was_drifted = is_drifted;
    }
  }

 private:
  std::int64_t stamp(std::int64_t minute) const {
    return order_session_start_ns(session_) + minute * kNsPerMinute + offset_ns();
  }
  std::int64_t offset_ns() const {
    return std::llround(world_.hosts()[host_].clock_offset_us * 1e3);
  }
  static std::uint32_t cpu_of(std::uint32_t queue, bool is_drifted) {
    return is_drifted && queue >= kFirstMoved ? queue + kRemote : queue;
  }

  void append_clock() {
    CsvLine(to_[clock_table])
        .name('H', host_)
        .whole(stamp(-kBeforeSession))
        .text("ptp")
        .whole(offset_ns())
        .whole(500 + std::llround(3e3 * world_.options().clock_skew_us));
  }

  void append_change(std::int64_t at_ns, bool is_drifted) {
    for (std::uint32_t queue = kFirstMoved; queue < kQueues; ++queue) {
      CsvLine(to_[event_table])
          .name('H', host_)
          .whole(at_ns)
          .whole(kFirstIrq + queue)
          .whole(cpu_of(queue, !is_drifted))
          .whole(cpu_of(queue, is_drifted))
          .text(is_drifted ? "irqbalance" : "operator");
    }
  }

  // The share of the remote node is NRS of the regime and the market's state.
  void append_sample(std::int64_t at_ns, std::uint32_t bucket, bool is_drifted) {
    const double state = world_.buckets()[std::size_t{session_} * kOrderBuckets + bucket].state;
    const double drift = is_drifted ? world_.options().effect_scale : 0.0;
    const auto level = [&](std::size_t kind) {
      const model::Mediator& is = model::kMediator[kind];
      return std::clamp(is.base + drift * is.drift + is.state * state, 0.0, is.most);
    };
    // The moved vectors' events are remote before any other's.
    const std::int64_t remote = std::llround(level(0) * kPacketsPerMinute);
    const std::int64_t of_moved = std::min(remote, kPacketsPerMinute / 2);
    for (std::uint32_t queue = 0; queue < kQueues; ++queue) {
      const std::int64_t far = (queue < kFirstMoved ? remote - of_moved : of_moved) / 2;
      near_[queue] += kPacketsPerMinute / kQueues - far;
      far_[queue] += far;
    }
    misses_ += std::llround(level(1) * kPacketsPerMinute);
    packets_ += kPacketsPerMinute;
    write_sample(at_ns, is_drifted);
  }

  void write_sample(std::int64_t at_ns, bool is_drifted) {
    for (std::uint32_t queue = 0; queue < kQueues; ++queue) {
      for (const bool is_far : {false, true}) {
        CsvLine(to_[irq_table])
            .name('H', host_)
            .whole(at_ns)
            .whole(kFirstIrq + queue)
            .text(kNames[queue])
            .whole(is_far ? queue + kRemote : queue)
            .whole(is_far ? far_[queue] : near_[queue]);
      }
      CsvLine(to_[affinity_table])
          .name('H', host_)
          .whole(at_ns)
          .whole(kFirstIrq + queue)
          .whole(cpu_of(queue, is_drifted))
          .whole(cpu_of(queue, is_drifted))
          .whole(queue);
    }
    CsvLine(to_[cache_table]).name('H', host_).whole(at_ns).whole(0).whole(misses_).whole(packets_);
  }

  static constexpr std::array<const char*, kQueues> kNames = {"eth0-TxRx-0", "eth0-TxRx-1",
                                                              "eth0-TxRx-2", "eth0-TxRx-3"};
  TelemetryText& to_;
  const OrderWorld& world_;
  std::uint32_t host_, session_;
  std::array<std::int64_t, kQueues> near_ = {}, far_ = {};  // cumulative, from the session's start
  std::int64_t misses_ = 0, packets_ = 0;
};

}  // namespace

void append_telemetry(TelemetryText& to, const OrderWorld& world, std::uint32_t host,
                      std::uint32_t session) {
  if (session == 0) {
    for (std::uint32_t cpu = 0; cpu < kCpus; ++cpu) {
      CsvLine(to[topology_table])
          .name('H', host)
          .whole(cpu)
          .whole(cpu / kRemote)
          .whole(1)
          .text("eth0")
          .whole(0);
    }
  }
  HostSession(to, world, host, session).append();
}

}  // namespace holdfast
