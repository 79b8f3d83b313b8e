// Agent: the resident's turn: what changed, who did it, is it to be put back, how far is the host
// from its policy, and in which regime does that put it.
//
// Level-based: sightings only say where to look first. Each window reads the policy's vectors, each
// sweep the whole host, so a lost sighting costs time and no truth. Everything that takes time is
// bounded: do_work never blocks but for its reads of procfs, sysfs and netlink.
//
// One file per part: agent.cc the turn, agent_changes.cc sightings and events, agent_repair.cc,
// agent_window.cc metrics and regime, agent_sweep.cc policy and snapshot, agent_status.cc.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "agent/agent_host.h"
#include "agent/agent_output.h"
#include "agent/policy_source.h"
#include "agent/watched_settings.h"
#include "attribution/storm.h"
#include "healing/backoff.h"
#include "healing/canary.h"
#include "host/irqbalance_lease.h"
#include "host/readable.h"
#include "host/watcher.h"
#include "metrics/aligned_baseline.h"
#include "regime/regime_machine.h"

namespace holdfast {

struct AgentOptions {
  std::string version;
  std::uint32_t pid = 0;
  double sweep_seconds = 30;             // between readings of the whole host
  double settle_seconds = 0.2;           // after a notification, before the host is read again
  std::size_t sightings_per_turn = 512;  // of each watcher
  std::uint64_t first_event = 1;         // the store's next number
  std::optional<CanarySchedule> canary;  // when to heal, if the policy says heal at all
};

class Agent {
 public:
  /// `policy`: null to observe only. `bans`: null where irqbalance is not to be spoken to. All
  /// references outlive the agent.
  Agent(AgentHost& host, PolicySource* policy, IrqbalanceBans* bans,
        std::vector<std::unique_ptr<Watcher>> watchers, AgentOutput& output, AgentOptions options);

  /// One turn; returns when the next is due if no descriptor wakes it before.
  Instant do_work(Instant now);
  /// Readable when there is something to do.
  std::vector<int> wake_fds() const;

  /// A person's words; `by` says whose, for the events.
  void pause(std::optional<double> seconds, const std::string& by);
  void resume(const std::string& by);
  void release_regime(const std::string& by);
  /// Reads the policy again at the next turn, also when its files look as before.
  void reload() { reload_ = true; }
  /// Gives the lease back; the agent ends.
  void stop();

  AgentStatus status() const;
  const MetricFrame& frame() const { return frame_; }
  const std::deque<Event>& recent_events() const { return events_; }
  Instant regime_since() const { return regime_.since; }

 private:
  // agent_changes.cc
  void read_watchers();
  void note(const Sighting& sighting);
  void tell_links();
  void look_where_sighted();
  void tell_what_changed_nothing();
  void explain(const std::vector<Change>& changes);
  void tell_change(const Change& change, Attribution attribution);
  void take_count(const std::string& key, Event& event);
  void judge_change(const WatchedSetting& setting, const Event& event);
  void end_storms();
  void emit(Event event);
  void give(Event event);
  void emit(EventKind kind, std::string subject, std::string from, std::string to, EventCause cause,
            std::string evidence);
  // agent_repair.cc
  void repair_what_may_be();
  void repair(WatchedSetting& setting);
  void tell_decision(const WatchedSetting& setting, const Drift& drift, HealDecision decision);
  // agent_placement.cc
  void look_for_misplaced();
  void place_again(WatchedSetting& setting);
  // agent_canary.cc
  void step_canary();
  // agent_meters.cc
  void read_meters();
  // agent_window.cc
  void window();
  void look_at_places(const Observation& observation);
  void look_at_threads(std::vector<Change>& changes);
  void step_regime();
  void look_at_applies();
  // agent_sweep.cc
  void sweep();
  bool refresh_policy();
  void resolve_policy(const HostSnapshot& host);
  void stay_on_housekeeping(const HostSnapshot& host);
  void refuse_policy(const std::string& sentence);
  void set_intent(const HostSnapshot& host);
  void hold_lease();
  void work_lease();

  /// What was seen done to a setting and not told yet.
  struct SightedCount {
    std::uint64_t written = 0;    // by fanotify, which merges
    std::uint64_t requested = 0;  // by BPF, every one
    std::uint64_t ahead = 0;      // told before their requests were counted
    bool exact = true;
    bool refused = false;  // the kernel had no vector left for it
    Instant since;
  };
  struct Refused {
    std::string why;
    Backoff backoff;
  };
  /// Whoever changed a setting away from what is wanted, told or kept back in a storm.
  struct Undone {
    std::optional<Actor> actor;
    std::string evidence;
  };
  std::int64_t wall_of(Instant at) const { return wall_offset_ns_ + at.ns; }
  bool is_paused() const { return paused_; }

  AgentHost& host_;
  PolicySource* policy_source_;
  std::vector<std::unique_ptr<Watcher>> watchers_;
  std::vector<pollfd> polled_;  // of each watcher
  AgentOutput& output_;
  AgentOptions options_;

  Instant now_;
  std::int64_t wall_offset_ns_ = 0;
  Instant started_;
  std::deque<Sighting> recent_;  // sightings of the last seconds, ascending
  std::vector<Sighting> links_to_tell_;
  std::set<std::string> sighted_;  // keys of settings whose file was written
  std::map<std::string, SightedCount> sighted_counts_;
  Storm storm_;
  std::deque<Event> events_;
  std::uint64_t next_event_;
  std::uint64_t event_count_ = 0, repairs_ = 0, refused_repairs_ = 0;

  bool reload_ = true;
  bool numbers_may_differ_ = true;  // of interrupts, since the last sweep
  std::string fingerprint_;
  std::optional<AgentPolicy> policy_;
  std::string policy_error_;
  SnapshotScope scope_;
  WatchedSettings watched_;
  std::string hostname_;
  std::string last_apply_;
  std::optional<CpuSet> stays_on_;
  std::string default_affinity_;  // what a driver's new vectors begin with; empty: not known
  std::map<std::string, std::string> told_;  // by key: the last decision told
  std::map<std::string, Refused> refused_;   // by key: writes that the kernel refused
  std::map<std::string, Undone> undone_;     // by key, until it is as wanted again
  Healer healer_;
  /// Of an interrupt whose mask is right and whose place is not: since when, and what was tried.
  struct Misplaced {
    std::uint32_t windows = 0;  // in a row, with interrupts elsewhere
    bool counted = false, written = false, told_refused = false;
    Refused refused;
    CpuSet from;
  };
  std::map<std::string, Misplaced> misplaced_;  // by key
  CanaryMode canary_;
  std::string canary_label_;  // of this turn
  bool window_is_mixed_ = false;
  std::vector<ClockReading> clocks_;
  std::vector<CacheReading> cache_;
  Instant clocks_due_;
  bool paused_ = false;
  std::optional<Instant> paused_until_;
  std::string paused_by_;

  Intent intent_;
  std::optional<Observation> observation_;
  MetricFrame frame_;
  AlignedBaseline baseline_;
  RegimeState regime_;
  std::string regime_evidence_;
  bool repaired_in_window_ = false, yielded_in_window_ = false, released_ = false;
  Instant window_due_, sweep_due_, fingerprint_due_;
  std::int64_t longest_turn_ns_ = 0;
  std::uint64_t dropped_ = 0;

  std::optional<IrqbalanceLease> lease_;
  IrqbalanceBans* bans_;
  std::string lease_state_;
  std::vector<WatchSource> sources_told_;
};

}  // namespace holdfast
