#include "gateway/gateway_run.h"

#include <fmt/format.h>
#include <pthread.h>
#include <unistd.h>

#include "host/thread_write.h"
#include "verbs/stop_signal.h"

namespace holdfast {
namespace {

constexpr std::size_t kSource = 0, kApplication = 1, kFirstDelta = 2;

}  // namespace

Result<std::vector<CpuSet>> place_threads(const ServeOptions& options, const ThreadLayout& layout,
                                          const CpuSet& allowed, const CpuSet& online) {
  std::vector<CpuSet> cpus(layout.thread_names().size(), allowed);
  if (options.threads.topology != Topology::single_pinned) return cpus;
  const CpuId pinned{options.threads.cpu.value_or(0)};
  if (!options.threads.cpu) {
    return fail(ErrorCode::usage,
                fmt::format("--topology single-pinned needs --cpu, one of {}, or --policy",
                            online.to_list()));
  }
  if (!online.contains(pinned)) {
    return fail(ErrorCode::usage, fmt::format("--cpu {}: the CPUs that are online are {}",
                                              pinned.value, online.to_list()));
  }
  CpuSet others = allowed;
  others.remove(pinned);
  if (others.empty()) others = allowed;
  for (auto& set : cpus) set = others;
  cpus[kFirstDelta] = CpuSet{pinned.value};
  return cpus;
}

// Consumers before the publishers of their rings: blocking ones are then there from the first
// event.
Result<std::unique_ptr<GatewayRun>> GatewayRun::make(const ServeOptions& options,
                                                     std::unique_ptr<FeedSource> source,
                                                     std::vector<CpuSet> cpus) {
  std::unique_ptr<GatewayRun> run(new GatewayRun(options));
  run->cpus_ = std::move(cpus);
  if (const auto checked = check_layout(run->shared_.layout); !checked) {
    return tl::unexpected(checked.error());
  }
  for (std::size_t i = 0; i < run->shared_.layout.deltas.size(); ++i) {
    auto delta = DeltaAgent::make(run->shared_, i);
    if (!delta) return tl::unexpected(delta.error());
    run->deltas_.push_back(std::move(*delta));
  }
  auto snapshot = SnapshotAgent::make(run->shared_);
  if (!snapshot) return tl::unexpected(snapshot.error());
  run->snapshot_ = std::move(*snapshot);
  run->application_.emplace(run->shared_);
  run->source_.emplace(run->shared_, std::move(source));
  run->refused_.resize(run->cpus_.size());
  return run;
}

GatewayRun::~GatewayRun() {
  stop();
  for (auto& thread : threads_) thread.join();
}

Result<void> GatewayRun::set_up_thread(std::size_t number) {
  const auto& options = shared_.options.threads;
  if (const auto placed = set_thread_affinity(0, cpus_[number]); !placed) return placed;
  const bool is_pinned = options.topology == Topology::single_pinned && number == kFirstDelta;
  if (!is_pinned || options.policy == SchedulingPolicy::other) return {};
  return set_thread_scheduling(0, {options.policy, options.priority});
}

template <class Agent>
void GatewayRun::start_thread(std::size_t number, Agent& agent, RingHeader* ring) {
  threads_.emplace_back([this, number, &agent, ring] {
    StopSignal::block_in_this_thread();
    const auto name = shared_.layout.thread_names()[number];
    ::pthread_setname_np(::pthread_self(), name.c_str());
    auto& gauges = shared_.threads[number];
    gauges.tid.store(::gettid(), std::memory_order_relaxed);
    if (const auto ready = set_up_thread(number); !ready) {
      refused_[number] =
          Error{ready.error().code, fmt::format("{}: {}", name, ready.error().sentence)};
    }
    // A thread that begins at once would fill rings which nobody reads yet.
    set_up_.fetch_add(1, std::memory_order_acq_rel);
    while (set_up_.load(std::memory_order_acquire) < static_cast<int>(refused_.size())) {
      ::usleep(100);
    }
    run_turns(agent, ThreadIdle(shared_.options.threads.idle, ring), gauges);
    running_.fetch_sub(1, std::memory_order_acq_rel);
  });
}

Result<void> GatewayRun::start() {
  running_ = static_cast<int>(refused_.size());
  for (std::size_t i = 0; i < deltas_.size(); ++i) {
    start_thread(kFirstDelta + i, deltas_[i], deltas_[i].ring_to_sleep_on());
  }
  start_thread(refused_.size() - 1, *snapshot_, snapshot_->ring_to_sleep_on());
  start_thread(kApplication, *application_, &shared_.application_ring.ring.header());
  // The last one: until it stands none works.
  start_thread(kSource, *source_, nullptr);
  while (set_up_.load(std::memory_order_acquire) < static_cast<int>(refused_.size())) {
    ::usleep(100);
  }
  for (const auto& refused : refused_) {
    if (refused) return tl::unexpected(*refused);
  }
  return {};
}

void GatewayRun::stop() { shared_.stages.stop.store(true, std::memory_order_relaxed); }

void GatewayRun::hurry() {
  shared_.stages.hurry.store(true, std::memory_order_relaxed);
  stop();
}

}  // namespace holdfast
