#include "measure/bench_traffic.h"

#include <fmt/format.h>

#include <utility>

#include "base/instant.h"
#include "host/live_source.h"
#include "host/reading.h"
#include "host/snapshot.h"
#include "model/vector.h"
#include "probe/probe_delays.h"
#include "probe/spoilt.h"

namespace holdfast {
namespace {

constexpr double kFlowSeconds = 3600;  // it is stopped before

Sample sample_now() {
  LiveSource source;
  return read_sample(source, monotonic_now(), {});
}

std::uint64_t interrupts_of(const Sample& sample) {
  std::uint64_t sum = 0;
  for (const auto& row : sample.irqs) sum += total_of(row.counts);
  return sum;
}

// Share of the time that CPUs were neither idle nor waiting for a disk, summed over the CPUs.
double busy_cpus(const Sample& before, const Sample& after) {
  double busy = 0;
  for (const auto& now : after.cpu_times) {
    for (const auto& then : before.cpu_times) {
      if (then.cpu != now.cpu || now.total() <= then.total()) continue;
      const std::uint64_t idle = now.idle + now.iowait - then.idle - then.iowait;
      busy += 1 - static_cast<double>(idle) / static_cast<double>(now.total() - then.total());
    }
  }
  return busy;
}

}  // namespace

Result<TrafficReading> reading_of(const ProbeResult& result) {
  const ProbeDelays* delays = result.delays.empty() ? nullptr : &result.delays.front();
  const Percentile* p50 = delays != nullptr ? percentile_of(*delays, 0.5) : nullptr;
  if (p50 == nullptr) {
    return fail(ErrorCode::failed, fmt::format("of {} packets that were sent none came",
                                               result.sent ? fmt::to_string(*result.sent) : "the"));
  }
  TrafficReading reading;
  reading.packets = result.received;
  reading.lost = result.lost;
  reading.p50_ns = p50->ns;
  if (const auto* p99 = percentile_of(*delays, 0.99)) reading.p99_ns = p99->ns;
  if (const auto* p999 = percentile_of(*delays, 0.999)) reading.p999_ns = p999->ns;
  reading.spoilt = spoilt_briefly(result);
  return reading;
}

BenchTraffic::BenchTraffic(ProbeRun run, IsStopped is_stopped)
    : run_(std::move(run)), is_stopped_(std::move(is_stopped)) {}

BenchTraffic::~BenchTraffic() { stop_flow(); }

void BenchTraffic::stop_flow() {
  stop_ = true;
  if (flow_.joinable()) flow_.join();
  stop_ = false;
}

void BenchTraffic::keep_flowing() {
  if (!run_.sender || flow_.joinable()) return;
  flow_ = std::thread([this] {
    auto traffic = run_.traffic;
    traffic.seconds = kFlowSeconds;
    // What it refuses, the next window does too, and tells.
    (void)send_probe(*run_.sender, run_.sender_cpu, traffic, [this] { return stop_.load(); });
  });
}

Result<TrafficReading> BenchTraffic::measure() {
  stop_flow();
  const Instant patience = plus_seconds(monotonic_now(), run_.patience_seconds);
  for (;;) {
    const Sample before = sample_now();
    const auto outcome = run_probe(run_, is_stopped_);
    const Sample after = sample_now();
    if (!outcome) return tl::unexpected<Error>(outcome.error());
    auto reading = reading_of(outcome->result);
    if (!reading) {
      // The wire may have gone after the warm-up.
      if (run_.sender && !is_stopped_() && monotonic_now() < patience) continue;
      return reading;
    }
    const double seconds = elapsed_seconds(before.at, after.at);
    reading->interrupts_per_second =
        static_cast<double>(interrupts_of(after) - interrupts_of(before)) / seconds;
    reading->busy_cpus = busy_cpus(before, after);
    return reading;
  }
}

}  // namespace holdfast
