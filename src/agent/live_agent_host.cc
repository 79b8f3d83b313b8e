#include "agent/live_agent_host.h"

#include <fmt/format.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <unordered_map>

#include "agent/gateway_gauge_files.h"
#include "apply/ended_applies.h"
#include "apply/lock.h"
#include "base/text.h"
#include "bpf/packet_tracer.h"
#include "host/cache_counters.h"
#include "host/cgroup.h"
#include "host/descriptor.h"
#include "host/errno_name.h"
#include "host/folder_source.h"
#include "host/host_clocks.h"
#include "host/kernel_answers.h"
#include "host/live_setting_writer.h"
#include "host/live_source.h"
#include "host/processes.h"
#include "host/reading.h"
#include "host/repeated_source.h"
#include "host/setting_file_read.h"
#include "measure/probe_stream.h"

namespace holdfast {
namespace {

constexpr std::size_t kMostKeptFiles = 4096;

std::int64_t ns_of(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

/// The thread's CPUs, by sched_getaffinity(2): 1 µs, where /proc/PID/status takes 30.
std::optional<std::string> thread_cpus(ThreadId thread) {
  cpu_set_t* cpus = CPU_ALLOC(CpuSet::kMaxCpus);
  const std::size_t size = CPU_ALLOC_SIZE(CpuSet::kMaxCpus);
  std::optional<std::string> found;
  CPU_ZERO_S(size, cpus);
  if (::sched_getaffinity(static_cast<pid_t>(thread.value), size, cpus) == 0) {
    CpuSet set;
    for (std::uint32_t cpu = 0; cpu < CpuSet::kMaxCpus; ++cpu) {
      if (CPU_ISSET_S(cpu, size, cpus)) set.add(CpuId{cpu});
    }
    found = set.to_list();
  }
  CPU_FREE(cpus);
  return found;
}

/// All threads of a process but `left`; one that is gone is no failure.
Result<void> move_process(std::uint32_t process, const CpuSet& cpus,
                          std::optional<ThreadId> left = std::nullopt) {
  const std::size_t size = CPU_ALLOC_SIZE(CpuSet::kMaxCpus);
  cpu_set_t* set = CPU_ALLOC(CpuSet::kMaxCpus);
  CPU_ZERO_S(size, set);
  for (const CpuId cpu : cpus.to_vector()) CPU_SET_S(cpu.value, size, set);
  Result<void> moved;
  std::error_code gone;
  for (const auto& task :
       std::filesystem::directory_iterator(fmt::format("/proc/{}/task", process), gone)) {
    const auto thread = parse_number<pid_t>(task.path().filename().string());
    if (left && thread && static_cast<std::uint32_t>(*thread) == left->value) continue;
    if (!thread || ::sched_setaffinity(*thread, size, set) == 0 || errno == ESRCH) continue;
    moved = fail(ErrorCode::failed, fmt::format("sched_setaffinity of process {} to CPUs {}: {}",
                                                process, cpus.to_list(), errno_name(last_error())));
  }
  CPU_FREE(set);
  return moved;
}

}  // namespace

struct LiveAgentHost::Parts {
  explicit Parts(std::unique_ptr<HostSource> host, const std::string& root = "")
      : writer(root), files(root, kMostKeptFiles), source(std::move(host), files) {}
  LiveSettingWriter writer;
  SettingFileReader files;
  RepeatedSource source;
  /// Where a vector was when its place was last read, and how often it had fired by then.
  struct Seen {
    std::uint64_t interrupts = 0;
    CpuSet requested, effective;
  };
  std::unordered_map<std::uint32_t, Seen> seen;  // by IRQ
  std::shared_ptr<PacketTracer> tracer;
  std::vector<ThreadId> ksoftirqds;
  bool ksoftirqds_known = false;
  std::int64_t cpu_ns = 0, cpu_at_ns = 0;
  std::string buffer;
  EndedApplies applies;
  HostClocks clocks;
  CacheCounters counters;
  GatewayGaugeFiles gateways{{}};
  ProbeStream stream;
  std::vector<std::uint32_t> processes;  // beside our own
  std::optional<CpuSet> cpus;            // where all of them stay

  void find_ksoftirqds() {
    Diagnostics ignored;
    ksoftirqds.clear();
    for (const auto& process : read_processes(source, ignored).processes) {
      if (process.kernel && process.comm.starts_with("ksoftirqd/")) {
        ksoftirqds.push_back(process.id);
      }
    }
    ksoftirqds_known = true;
  }
  void read_ksoftirqds(Sample& sample) {
    if (!ksoftirqds_known) find_ksoftirqds();
    for (const ThreadId id : ksoftirqds) {
      const auto text = files.text(fmt::format("/proc/{}/stat", id.value));
      const auto stat = parse_process_stat(text.value_or(std::string_view()));
      if (!stat || !stat->kernel) {
        ksoftirqds_known = false;
        continue;
      }
      ThreadTimes times;
      times.process = times.id = id;
      times.comm = stat->comm;
      times.run_ticks = stat->run_ticks;
      times.last_cpu = stat->last_cpu;
      times.kernel = true;
      sample.threads.push_back(std::move(times));
    }
  }
  /// A vector that has neither fired nor been asked elsewhere since is where it was, but for one
  /// that is still to move.
  const CpuSet& effective_of(IrqNumber irq, std::uint64_t interrupts, const CpuSet& requested) {
    const auto known = seen.find(irq.value);
    if (known != seen.end() && known->second.interrupts == interrupts &&
        known->second.requested == requested &&
        known->second.effective.is_subset_of(known->second.requested)) {
      return known->second.effective;
    }
    CpuSet effective = files.effective(irq).value_or(CpuSet());
    // Without an effective mask (no CONFIG_GENERIC_IRQ_EFFECTIVE_AFF_MASK) the requested one is it.
    if (effective.empty()) effective = requested;
    return seen.insert_or_assign(irq.value, Seen{interrupts, requested, std::move(effective)})
        .first->second.effective;
  }
};

LiveAgentHost::LiveAgentHost(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

LiveAgentHost::LiveAgentHost(std::shared_ptr<PacketTracer> tracer)
    : LiveAgentHost(std::make_unique<Parts>(std::make_unique<LiveSource>(
          [kernel = std::make_shared<KernelAnswers>()](const Question& question) {
            return kernel->ask(question);
          }))) {
  parts_->tracer = std::move(tracer);
}

Result<std::unique_ptr<LiveAgentHost>> LiveAgentHost::of_folder(const std::string& root) {
  auto source = FolderSource::open(root);
  if (!source) return tl::unexpected(source.error());
  auto parts = std::make_unique<Parts>(*std::move(source), root);
  return std::unique_ptr<LiveAgentHost>(new LiveAgentHost(std::move(parts)));
}

LiveAgentHost::~LiveAgentHost() = default;

Result<void> LiveAgentHost::write(const Setting& wanted) {
  if (wanted.object.irq) parts_->seen.erase(wanted.object.irq->value);
  return parts_->writer.write(wanted);
}

HostSnapshot LiveAgentHost::read_all(const SnapshotScope& scope) {
  parts_->source.begin_sweep();
  parts_->seen.clear();
  return read_snapshot(parts_->source, scope);
}

std::optional<std::string> LiveAgentHost::value(const SettingObject& object) {
  if (object.kind == SettingKind::thread_affinity && object.thread) {
    return thread_cpus(*object.thread);
  }
  return parts_->files.value(object);
}

std::optional<CpuSet> LiveAgentHost::effective(const SettingObject& object) {
  if (!object.irq) return std::nullopt;
  parts_->seen.erase(object.irq->value);  // the next window says what this says, or what is newer
  return parts_->files.effective(*object.irq);
}

std::string LiveAgentHost::cpuset(const SettingObject& object) {
  if (!object.thread || !parts_->source.read_file(
                            fmt::format("/proc/{}/cgroup", object.thread->value), parts_->buffer)) {
    return "";
  }
  return std::string(cpuset_path(parts_->buffer));
}

Observation LiveAgentHost::observe(const Intent& intent) {
  Observation observation;
  // First, and at once before the time is taken: what it tells is of packets until then.
  if (parts_->tracer && parts_->tracer->is_attached()) observation.trace = parts_->tracer->read();
  observation.sample.at = now();
  observation.at_ns = wall_ns();
  for (const auto& target : intent.targets) {
    auto counts = parts_->files.counts(target.irq);
    auto requested = parts_->files.requested(target.irq);
    if (!counts || !requested) continue;  // it has gone; the next sweep knows
    CpuSet effective = parts_->effective_of(target.irq, total_of(*counts), *requested);
    observation.sample.irqs.push_back({target.irq, *std::move(counts)});
    observation.places.push_back({target.irq, *std::move(requested), std::move(effective)});
  }
  observation.stream = parts_->stream.take();
  read_host_counters(parts_->source, observation.sample);
  parts_->read_ksoftirqds(observation.sample);
  return observation;
}

void LiveAgentHost::forget_kept() {
  parts_->files.reopen();
  parts_->source.forget();
  parts_->seen.clear();
  parts_->ksoftirqds_known = false;
}

bool LiveAgentHost::apply_under_way() { return ApplyLock::is_held(kLockPath); }

std::vector<ApplyRecord> LiveAgentHost::ended_applies() { return parts_->applies.poll(); }

std::vector<ClockReading> LiveAgentHost::clocks() { return parts_->clocks.read(wall_ns()); }

std::vector<CacheReading> LiveAgentHost::cache(const CpuSet& cpus) {
  return parts_->counters.read(cpus, wall_ns());
}

void LiveAgentHost::read_gateways(const std::vector<std::string>& gauge_files) {
  parts_->gateways = GatewayGaugeFiles(gauge_files);
}

std::vector<GatewayGauges> LiveAgentHost::gateways() { return parts_->gateways.read(wall_ns()); }

std::vector<WatchSource> LiveAgentHost::meters() const {
  std::vector<WatchSource> states{parts_->clocks.state(), parts_->counters.state()};
  for (auto& gateway : parts_->gateways.states()) states.push_back(std::move(gateway));
  if (auto stream = parts_->stream.state()) states.push_back(*std::move(stream));
  return states;
}

void LiveAgentHost::keep_stream(const std::optional<ProbeStreamSettings>& settings) {
  parts_->stream.follow(settings);
}

Result<void> LiveAgentHost::stay_on(const CpuSet& cpus) {
  parts_->cpus = cpus;
  if (auto moved =
          move_process(static_cast<std::uint32_t>(::getpid()), cpus, parts_->stream.bound_thread());
      !moved)
    return moved;
  for (const auto process : parts_->processes) {
    if (auto moved = move_process(process, cpus); !moved) return moved;
  }
  return {};
}

void LiveAgentHost::take_along(std::uint32_t process) {
  parts_->processes.push_back(process);
  // What cannot be moved now is told when the policy is read.
  if (parts_->cpus) static_cast<void>(move_process(process, *parts_->cpus));
}

OwnCost LiveAgentHost::own_cost(const OwnCost& earlier) {
  OwnCost cost = earlier;
  const std::int64_t at_ns = ns_of(CLOCK_MONOTONIC), cpu_ns = ns_of(CLOCK_PROCESS_CPUTIME_ID);
  const auto elapsed = static_cast<double>(at_ns - std::exchange(parts_->cpu_at_ns, at_ns));
  const auto used = static_cast<double>(cpu_ns - std::exchange(parts_->cpu_ns, cpu_ns));
  cost.cpu = elapsed > 0 ? used / elapsed : 0;
  if (parts_->source.read_file("/proc/self/statm", parts_->buffer)) {
    const auto words = words_of(parts_->buffer);
    const auto pages = words.size() > 1 ? parse_number<std::uint64_t>(words[1]) : std::nullopt;
    if (pages) cost.resident_bytes = *pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  }
  return cost;
}

Instant LiveAgentHost::now() { return monotonic_now(); }

std::int64_t LiveAgentHost::wall_ns() { return ns_of(CLOCK_REALTIME); }

}  // namespace holdfast
