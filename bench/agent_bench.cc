// What the resident agent costs a host of 512 CPUs and 4,096 vectors, 1,024 of them NICs' and
// placed by its policy: turns, windows and sweeps of a real Agent over the files of such a host.
//
// Files of a folder are cheaper to read than the kernel's, which are made when they are read: the
// figures are of the agent's own work. docs/performance.md has the kernel's part.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <filesystem>

#include "agent/agent.h"
#include "agent/live_agent_host.h"
#include "agent/scripted_watcher.h"
#include "apply/live_host.h"
#include "base/check.h"
#include "generated_host.h"
#include "host/descriptor.h"

namespace holdfast {
namespace {

constexpr int kPlaced = kHostNics * kHostQueues;

std::string counts_line(std::uint64_t seed, std::uint64_t fired = 0) {
  std::string line;
  for (std::uint64_t cpu = 0; cpu < kHostCpus; ++cpu) {
    line += fmt::format("{}{}", cpu == 0 ? "" : ",",
                        (seed + cpu) % 97 == 0 ? 100'000 + seed + fired : 0);
  }
  return line + "\n";
}

/// The counters that a window reads beside the vectors.
void write_counters(const std::string& root) {
  const auto put = [&](const std::string& path, const std::string& text) {
    const std::filesystem::path file = root + path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  };
  std::string softnet;
  std::string stat = "cpu  1 2 3 4 5 6 7 8 0 0\n";
  std::string head = std::string(20, ' ');
  std::string receive = "      NET_RX:";
  std::string transmit = "      NET_TX:";
  for (int cpu = 0; cpu < kHostCpus; ++cpu) {
    softnet += fmt::format(
        "{0:08x} 00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
        "00000000 00000000 00000000 00000000 {1:08x} 00000000 00000000\n",
        1000 * cpu, cpu);
    stat += fmt::format("cpu{} 100 0 100 9000 10 0 5 0 0 0\n", cpu);
    head += fmt::format("CPU{:<8}", cpu);
    receive += fmt::format(" {:10}", 1000 * cpu);
    transmit += fmt::format(" {:10}", cpu);
  }
  put("/proc/net/softnet_stat", softnet);
  put("/proc/stat", stat);
  put("/proc/softirqs", fmt::format("{}\n{}\n{}\n", head, transmit, receive));
  put("/proc/diskstats", "");
  for (int vector = 0; vector < kHostVectors; ++vector) {
    put(fmt::format("/sys/kernel/irq/{}/per_cpu_count", kHostFirstVector + vector),
        counts_line(static_cast<std::uint64_t>(vector)));
  }
}

class GeneratedHost {
 public:
  GeneratedHost() {
    path_ = std::filesystem::temp_directory_path() / "holdfast-bench-XXXXXX";
    HOLDFAST_CHECK(::mkdtemp(path_.data()) != nullptr);
    // By a process of its own: what it needs for that is no memory of the agent's.
    const pid_t writer = ::fork();
    if (writer == 0) {
      write_host(path_);
      write_counters(path_);
      ::_exit(0);
    }
    int status = 0;
    HOLDFAST_CHECK(::waitpid(writer, &status, 0) == writer && status == 0);
  }
  GeneratedHost(const GeneratedHost&) = delete;
  GeneratedHost& operator=(const GeneratedHost&) = delete;
  ~GeneratedHost() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }
  /// Each vector of a NIC has fired once more, on the CPU where it is.
  void fire() {
    ++fired_;
    for (int vector = 0; vector < kPlaced; ++vector) {
      const auto file =
          fmt::format("{}/sys/kernel/irq/{}/per_cpu_count", path_, kHostFirstVector + vector);
      const std::string text = counts_line(static_cast<std::uint64_t>(vector), fired_);
      // The same length, in place: a shorter file for a moment would be a wrong count.
      const Descriptor counts(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
      HOLDFAST_CHECK(::pwrite(counts.fd(), text.data(), text.size(), 0) ==
                     static_cast<ssize_t>(text.size()));
    }
  }

 private:
  std::string path_;
  std::uint64_t fired_ = 0;
};

/// Every vector of every NIC where it is.
class PlacedPolicy final : public PolicySource {
 public:
  std::string fingerprint() override { return "1"; }
  /// As a policy's of a file.
  Result<SnapshotScope> read() override { return scope_of(demanded().demands); }
  Result<AgentPolicy> resolve(const HostSnapshot&) override { return demanded(); }

 private:
  static AgentPolicy demanded() {
    AgentPolicy policy;
    policy.demands.policy = "bench";
    policy.demands.version = "1";
    for (int vector = 0; vector < kPlaced; ++vector) {
      Demand demand;
      demand.kind = SettingKind::vector;
      demand.nic = fmt::format("eth{}", vector / kHostQueues);
      demand.name = fmt::format("queue {}", vector % kHostQueues);
      demand.value = fmt::format("{}", vector % kHostCpus);
      policy.demands.settings.push_back(demand);
    }
    return policy;
  }
};

class CountedOutput final : public AgentOutput {
 public:
  using AgentOutput::tell;
  void tell(const Event& event) override { changes += event.kind == EventKind::change ? 1 : 0; }
  void tell(const MetricFrame& frame) override {
    ++windows;
    vectors = frame.vectors.size();
    active = frame.active_vectors;
  }
  std::uint64_t changes = 0, windows = 0;
  std::size_t vectors = 0, active = 0;
};

/// The folder's host at a time that the benchmark sets.
class FolderHost final : public AgentHost {
 public:
  explicit FolderHost(const std::string& root) {
    auto host = LiveAgentHost::of_folder(root);
    HOLDFAST_CHECK(host.has_value());
    host_ = *std::move(host);
  }
  void pass(double seconds) { now_ = plus_seconds(now_, seconds); }

  Result<void> write(const Setting& wanted) override { return host_->write(wanted); }
  HostSnapshot read_all(const SnapshotScope& scope) override { return host_->read_all(scope); }
  std::optional<std::string> value(const SettingObject& object) override {
    return host_->value(object);
  }
  std::optional<CpuSet> effective(const SettingObject& object) override {
    return host_->effective(object);
  }
  Observation observe(const Intent& intent) override {
    Observation observation = host_->observe(intent);
    observation.sample.at = now_;
    return observation;
  }
  void forget_kept() override { host_->forget_kept(); }
  bool apply_under_way() override { return false; }
  OwnCost own_cost(const OwnCost& earlier) override { return host_->own_cost(earlier); }
  Instant now() override { return now_; }
  std::int64_t wall_ns() override { return now_.ns; }

 private:
  std::unique_ptr<LiveAgentHost> host_;
  Instant now_{1'000'000'000};
};

struct World {
  GeneratedHost files;
  FolderHost host{files.path()};
  PlacedPolicy policy;
  CountedOutput output;
  ScriptedWatcher* watcher = nullptr;
  std::unique_ptr<Agent> agent;

  World() {
    auto scripted = std::make_unique<ScriptedWatcher>();
    watcher = scripted.get();
    std::vector<std::unique_ptr<Watcher>> watchers;
    watchers.push_back(std::move(scripted));
    agent = std::make_unique<Agent>(host, &policy, nullptr, std::move(watchers), output,
                                    AgentOptions{});
    for (int turn = 0; turn < 3; ++turn) {
      host.pass(1);
      agent->do_work(host.now());
    }
  }
};

World& world() {
  static World one;
  return one;
}

double cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// "VmRSS", "VmHWM": of this process, in MB.
double memory_mb(std::string_view field) {
  std::ifstream status("/proc/self/status");
  std::string name;
  double kilobytes = 0;
  while (status >> name) {
    if (name.starts_with(field)) status >> kilobytes;
  }
  return kilobytes * 1024 / 1e6;
}

/// Thirty seconds of an agent: ten turns and a window a second, and one sweep; the host is quiet,
/// or every NIC's vector fires in every window. The share of a core is its own CPU time over those
/// seconds.
void thirty_seconds(benchmark::State& state, bool fires) {
  World& bed = world();
  double used = 0;
  double longest = 0;
  std::int64_t rounds = 0;
  for (auto _ : state) {
    const std::uint64_t before = bed.output.windows;
    for (int turn = 0; turn < 300; ++turn) {
      bed.host.pass(0.1);
      if (fires && turn % 10 == 0) bed.files.fire();
      const double begun = cpu_seconds();
      bed.agent->do_work(bed.host.now());
      const double took = cpu_seconds() - begun;
      used += took;
      longest = std::max(longest, took);
    }
    ++rounds;
    if (bed.output.windows - before < 29 || bed.output.vectors != kPlaced ||
        bed.output.active != (fires ? kPlaced : 0)) {
      state.SkipWithError("there were not 30 windows of all vectors");
      return;
    }
  }
  state.counters["share of a core, %"] = 100 * used / (30.0 * static_cast<double>(rounds));
  state.counters["longest turn, ms"] = 1e3 * longest;
  state.counters["resident, MB"] = memory_mb("VmRSS");
  state.counters["most resident, MB"] = memory_mb("VmHWM");
}
BENCHMARK_CAPTURE(thirty_seconds, quiet, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(thirty_seconds, firing, true)->Unit(benchmark::kMillisecond);

/// A burst of 100,000 sightings of writes to 1,024 files: how long a turn lasts at most.
void burst(benchmark::State& state) {
  World& bed = world();
  double longest = 0;
  for (auto _ : state) {
    for (int write = 0; write < 100'000; ++write) {
      Sighting sighting;
      sighting.kind = SightingKind::file_written;
      sighting.what =
          fmt::format("/proc/irq/{}/smp_affinity_list", kHostFirstVector + write % kPlaced);
      sighting.at = bed.host.now();
      bed.watcher->waiting.push_back(std::move(sighting));
    }
    while (!bed.watcher->waiting.empty()) {
      bed.host.pass(0.001);
      const double begun = cpu_seconds();
      bed.agent->do_work(bed.host.now());
      longest = std::max(longest, cpu_seconds() - begun);
    }
  }
  state.SetItemsProcessed(state.iterations() * 100'000);
  state.counters["longest turn, ms"] = 1e3 * longest;
}
BENCHMARK(burst)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace holdfast
