// GatewayRun: the threads of one gateway, from their start to their end; in whose process does not
// matter.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "gateway/application_agent.h"
#include "gateway/delta_agent.h"
#include "gateway/snapshot_agent.h"
#include "gateway/source_agent.h"

namespace holdfast {

/// The CPUs of each thread, in the layout's order: a pinned delta thread has its own, which the
/// others leave to it when they have another. usage: that CPU does not exist for us.
Result<std::vector<CpuSet>> place_threads(const ServeOptions& options, const ThreadLayout& layout,
                                          const CpuSet& allowed, const CpuSet& online);

class GatewayRun {
 public:
  /// Opens all sockets and places all threads; nothing runs yet. `options` outlives this.
  static Result<std::unique_ptr<GatewayRun>> make(const ServeOptions& options,
                                                  std::unique_ptr<FeedSource> source,
                                                  std::vector<CpuSet> cpus);
  ~GatewayRun();

  /// Starts the threads. Why one cannot have its CPU or its class: then all have ended.
  Result<void> start();
  /// Lets the source end; the rest drains, tells the end of the session and ends.
  void stop();
  /// The same, and nobody is waited for who may still ask for something.
  void hurry();
  /// Is all sent, and only the end of the session told again and again?
  bool is_lingering() const {
    return shared_.stages.application_is_over.load(std::memory_order_acquire);
  }
  /// Have all threads ended?
  bool is_over() const { return running_.load(std::memory_order_acquire) == 0; }

  ServeShared& shared() { return shared_; }
  const SnapshotAgent& snapshots() const { return *snapshot_; }
  /// What ended the source before its end; when is_over().
  const std::string& trouble() const { return source_->trouble(); }

 private:
  explicit GatewayRun(const ServeOptions& options) : shared_(options) {}
  template <class Agent>
  void start_thread(std::size_t number, Agent& agent, RingHeader* ring);
  Result<void> set_up_thread(std::size_t number);

  ServeShared shared_;
  std::vector<CpuSet> cpus_;
  std::vector<DeltaAgent> deltas_;
  std::unique_ptr<SnapshotAgent> snapshot_;
  std::optional<ApplicationAgent> application_;
  std::optional<SourceAgent> source_;
  std::vector<std::thread> threads_;
  std::atomic<int> running_ = 0, set_up_ = 0;
  std::vector<std::optional<Error>> refused_;  // of each thread, once it is set up
};

}  // namespace holdfast
