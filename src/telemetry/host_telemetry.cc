#include "telemetry/host_telemetry.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "metrics/derive.h"
#include "metrics/jitter.h"

namespace holdfast {
namespace {

// Of one time in the order of the rows.
template <class Reading>
void sort_by_time(std::vector<Reading>& readings) {
  if (std::ranges::is_sorted(readings, {}, &Reading::at_ns)) return;
  std::vector<std::size_t> order(readings.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {},
                    [&](std::size_t row) { return std::pair(readings[row].at_ns, row); });
  std::vector<Reading> sorted;
  sorted.reserve(readings.size());
  for (const std::size_t row : order) sorted.push_back(std::move(readings[row]));
  readings = std::move(sorted);
}

class Windows {
 public:
  Windows(HostTelemetry telemetry, const WindowOptions& options)
      : telemetry_(std::move(telemetry)), options_(options) {
    sort_by_time(telemetry_.irqs);
    sort_by_time(telemetry_.affinities);
    sort_by_time(telemetry_.cpus);
    sort_by_time(telemetry_.loads);
    std::ranges::sort(telemetry_.delays, {}, &DelayReading::read_ns);
    intent_.intersect = options.is_intersecting;
    intent_.least_interrupts = options.least_interrupts;
  }

  std::vector<HostWindow> make() {
    std::vector<HostWindow> windows;
    std::optional<Observation> before;
    while (irq_ < telemetry_.irqs.size()) {
      auto now = observe(telemetry_.irqs[irq_].at_ns);
      if (before) windows.push_back(window(*before, now));
      before = std::move(now);
    }
    set_misses(windows, std::move(telemetry_.misses));
    return windows;
  }

 private:
  Observation observe(std::int64_t at_ns);
  void read_counts(std::int64_t at_ns, Sample& sample);
  void read_places(std::int64_t at_ns, Observation& to);
  void read_topology(std::int64_t at_ns);
  void read_loads(std::int64_t at_ns, Sample& sample);
  void set_targets(const Observation& now);
  const NicReading* nic_of(const std::string& name) const;
  HostWindow window(const Observation& before, const Observation& now);

  HostTelemetry telemetry_;
  WindowOptions options_;
  Intent intent_;
  std::size_t irq_ = 0, affinity_ = 0, cpu_ = 0, load_ = 0, delay_ = 0;     // read up to here
  std::map<std::uint32_t, std::map<std::uint32_t, std::uint64_t>> counts_;  // by vector and CPU
  std::map<std::uint32_t, std::uint32_t> names_;                            // of vectors
  std::map<std::uint32_t, AffinityReading> places_;
  std::map<std::uint32_t, CpuReading> cpus_;
  std::map<std::uint32_t, std::uint64_t> loads_;
};

void Windows::read_counts(std::int64_t at_ns, Sample& sample) {
  if (!options_.is_sparse) counts_.clear();
  for (; irq_ < telemetry_.irqs.size() && telemetry_.irqs[irq_].at_ns <= at_ns; ++irq_) {
    const auto& reading = telemetry_.irqs[irq_];
    counts_[reading.irq][reading.cpu] = reading.count;
    names_[reading.irq] = reading.name;
  }
  for (const auto& [irq, cpus] : counts_) {
    IrqCounts row{IrqNumber{irq}, {}};
    for (const auto& [cpu, count] : cpus) {
      if (count > 0) row.counts.push_back({CpuId{cpu}, count});
    }
    sample.irqs.push_back(std::move(row));
  }
}

void Windows::read_places(std::int64_t at_ns, Observation& to) {
  const auto& readings = telemetry_.affinities;
  for (; affinity_ < readings.size() && readings[affinity_].at_ns <= at_ns; ++affinity_) {
    places_[readings[affinity_].irq] = readings[affinity_];
  }
  for (const auto& [irq, place] : places_) {
    to.places.push_back({IrqNumber{irq}, place.requested, place.effective});
  }
}

void Windows::read_topology(std::int64_t at_ns) {
  const auto& readings = telemetry_.cpus;
  if (cpu_ >= readings.size() || readings[cpu_].at_ns > at_ns) return;
  for (; cpu_ < readings.size() && readings[cpu_].at_ns <= at_ns; ++cpu_) {
    cpus_[readings[cpu_].cpu] = readings[cpu_];
  }
  intent_.topology = {};
  for (const auto& [number, reading] : cpus_) {
    if (!reading.is_online) continue;
    Cpu cpu;
    cpu.id = CpuId{number};
    if (reading.node) cpu.node = NumaNode{*reading.node};
    intent_.topology.online.add(cpu.id);
    intent_.topology.cpus.push_back(std::move(cpu));
  }
}

// A CPU that was not read again since the last window has no load that anybody knows.
void Windows::read_loads(std::int64_t at_ns, Sample& sample) {
  std::map<std::uint32_t, std::uint64_t> fresh;
  const auto& readings = telemetry_.loads;
  for (; load_ < readings.size() && readings[load_].at_ns <= at_ns; ++load_) {
    fresh[readings[load_].cpu] = readings[load_].net_rx;
  }
  for (const auto& [cpu, net_rx] : fresh) sample.softirqs.push_back({CpuId{cpu}, net_rx, 0});
}

Observation Windows::observe(std::int64_t at_ns) {
  Observation now;
  now.at_ns = at_ns;
  now.sample.at = Instant{at_ns};
  read_counts(at_ns, now.sample);
  read_places(at_ns, now);
  read_topology(at_ns);
  read_loads(at_ns, now.sample);
  return now;
}

// A vector's name begins with its NIC's, or has it in it; where there is one NIC, it is that.
const NicReading* Windows::nic_of(const std::string& name) const {
  if (telemetry_.nics.size() == 1) return &telemetry_.nics.front();
  const NicReading* found = nullptr;
  for (const auto& nic : telemetry_.nics) {
    const bool is_longer = found == nullptr || nic.name.size() > found->name.size();
    if (is_longer && name.find(nic.name) != name.npos) found = &nic;
  }
  return found;
}

void Windows::set_targets(const Observation& now) {
  intent_.targets.clear();
  for (const auto& row : now.sample.irqs) {
    const auto place = places_.find(row.irq.value);
    const auto& name = telemetry_.names[names_[row.irq.value]];
    VectorTarget target;
    target.irq = row.irq;
    target.label = name;
    if (place != places_.end()) target.cpus = place->second.target;
    if (const auto* nic = nic_of(name); nic != nullptr) {
      target.nic = nic->name;
      if (nic->node) target.nic_node = NumaNode{*nic->node};
    }
    intent_.targets.push_back(std::move(target));
  }
}

HostWindow Windows::window(const Observation& before, const Observation& now) {
  set_targets(now);
  auto frame = derive(before, now, intent_);
  std::vector<std::int64_t> delays;
  const auto& readings = telemetry_.delays;
  while (delay_ < readings.size() && readings[delay_].read_ns <= before.at_ns) ++delay_;
  for (; delay_ < readings.size() && readings[delay_].read_ns <= now.at_ns; ++delay_) {
    delays.push_back(readings[delay_].read_ns - readings[delay_].stamp_ns);
  }
  if (!delays.empty()) frame.jitter = jitter_of(std::move(delays), "table", "");
  auto window = window_of(frame);
  window.begin_ns = before.at_ns;
  // Without a table of loads nobody knows that there was none.
  window.is_zero_load =
      window.is_zero_load && !before.sample.softirqs.empty() && !now.sample.softirqs.empty();
  for (const auto& row : before.sample.irqs) {
    const bool is_there = std::ranges::binary_search(now.sample.irqs, row.irq, {}, &IrqCounts::irq);
    window.vanished += is_there ? 0U : 1U;
  }
  return window;
}

std::uint64_t grown(std::uint64_t earlier, std::uint64_t later) {
  return later >= earlier ? later - earlier : later;
}

}  // namespace

std::vector<HostWindow> windows_of(HostTelemetry telemetry, const WindowOptions& options) {
  return Windows(std::move(telemetry), options).make();
}

void set_misses(std::vector<HostWindow>& windows, std::vector<MissReading> misses) {
  sort_by_time(misses);
  std::map<std::uint32_t, MissReading> last;
  std::size_t read = 0;
  for (auto& window : windows) {
    std::uint64_t missed = 0, packets = 0;
    for (; read < misses.size() && misses[read].at_ns <= window.end_ns; ++read) {
      const auto& now = misses[read];
      const auto before = last.find(now.cpu);
      if (before != last.end() && now.at_ns > window.begin_ns) {
        missed += grown(before->second.misses, now.misses);
        packets += grown(before->second.packets, now.packets);
      }
      last[now.cpu] = now;
    }
    if (packets > 0) window.llc_misses = static_cast<double>(missed) / static_cast<double>(packets);
  }
}

}  // namespace holdfast
