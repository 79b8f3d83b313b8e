// AgentOutputs: everything that hears the agent in `holdfast run`: standard output, the feed, the
// store and the features page.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "agent/agent.h"
#include "agent/agent_output.h"
#include "agent/command_hook.h"
#include "agent/feed.h"
#include "agent/journal_sender.h"
#include "cli/options.h"
#include "cli/table.h"
#include "features/features_page.h"
#include "model/tail_calibration.h"
#include "store/store.h"

namespace holdfast {

class AgentOutputs final : public AgentOutput {
 public:
  /// `feed` outlives it. A store that cannot be opened is told, and done without.
  static Result<AgentOutputs> open(const RunOptions& options, Feed& feed);

  std::uint64_t next_event_number() const { return store_ ? store_->next_event_number() : 1; }

  void tell(const Event& event) override;
  void tell(const MetricFrame& frame) override;
  void tell(const AgentStatus& status) override;
  void tell(const ApplyRecord& apply) override;
  void tell(const ClockReading& clock) override;
  void tell(const CacheReading& cache) override;
  void tell(const GatewayGauges& gauges) override;
  void tell(const HostSnapshot& host, const Intent& intent) override;
  void turn(const MetricFrame& last, Instant now) override;
  void add_to(AgentStatus& status) const override;

  /// To the store with what was told since its last flush: the agent has come to its end.
  void end();

  Agent* agent = nullptr;                      // whose features the page shows; set once it is made
  std::optional<TailCalibration> calibration;  // of the page; set at the start

 private:
  explicit AgentOutputs(Feed& feed) : feed_(&feed) {}
  void print(const Event& event) const;
  void write_features(const MetricFrame& last, Instant now);
  void flush_store();

  Feed* feed_;
  std::optional<Store> store_;
  std::optional<FeaturesPage> page_;
  std::unique_ptr<CommandHook> hook_;
  std::optional<JournalSender> journal_;  // instead of standard output, where that is the journal
  Instant now_;
  Screen screen_;
  bool quiet_ = false, json_ = false, greeted_ = false;
  AgentStatus status_;
  std::uint64_t drift_events_ = 0;
  std::int64_t flush_due_ns_ = 0;
};

}  // namespace holdfast
