// AgentStatus: what a resident agent says of itself: for `holdfast status`, the dashboard and
// whoever is on call.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/plan.h"
#include "model/regime.h"

namespace holdfast {

enum class SourceState { watching, degraded, absent };
std::string_view name_of(SourceState state);

/// The source that tells who gives a thread other CPUs.
inline constexpr std::string_view kThreadWatcher = "bpf threads";

/// A way in which the agent sees changes.
struct WatchSource {
  std::string name;  // "fanotify", "process events", "ethtool", "routes", "uevents", "irqbalance",
                     // "sweep", "bpf", "bpf threads", "bpf packets", "probe stream", "gateway PATH"
  SourceState state = SourceState::absent;
  std::string why;  // one sentence when it is not watching
  std::uint64_t events = 0;
  friend bool operator==(const WatchSource&, const WatchSource&) = default;
};

/// A fight that the agent gave up, for now.
struct Yielded {
  std::string object;
  std::string actor;
  std::int64_t retry_at_ns = 0;  // ns since 1970, UTC
  friend bool operator==(const Yielded&, const Yielded&) = default;
};

/// What became of the events that a hook was to tell.
struct HookCounts {
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;   // given up after the last try
  std::uint64_t dropped = 0;  // the queue was full
  std::uint64_t retries = 0;
  std::uint64_t waiting = 0;  // now, or under way
  friend bool operator==(const HookCounts&, const HookCounts&) = default;
};

/// The canary's schedule that is followed, and its next border.
struct CanaryCourse {
  std::string schedule;                  // its name
  std::size_t blocks = 0;                // in it
  std::optional<std::int64_t> until_ns;  // of the border; absent: the last block is over
  std::string next;                      // what begins there: "control 7"; empty: no block
  friend bool operator==(const CanaryCourse&, const CanaryCourse&) = default;
};

struct AgentStatus {
  std::string version;
  std::string hostname;
  std::uint32_t pid = 0;
  std::int64_t started_ns = 0;  // ns since 1970, UTC
  std::int64_t at_ns = 0;
  std::string policy, policy_version, policy_source;  // empty: it only observes
  std::string policy_error;  // why the newest text was refused; the one before is in force
  std::string mode;          // "observe", "heal"
  std::optional<std::int64_t> paused_until_ns;
  std::string paused_by;
  Regime regime = Regime::aligned;
  std::int64_t regime_since_ns = 0;
  std::string regime_evidence;
  std::vector<Difference> differences, pending;
  std::size_t met = 0;
  std::vector<WatchSource> sources;
  std::vector<Yielded> yielded;
  std::string canary;                         // "treated 5", …; empty: in no block of a schedule
  std::optional<CanaryCourse> canary_course;  // absent: no --canary
  std::string lease;  // "held", "no daemon", "refused: …", empty: none asked for
  std::uint64_t events = 0, repairs = 0, refused_repairs = 0;
  std::optional<HookCounts> hooks;  // absent: no --on-event
  std::string last_apply;           // "1741 done 2026-05-01T14:03:07Z", empty: none since the boot
  friend bool operator==(const AgentStatus&, const AgentStatus&) = default;
};

std::string to_json(const AgentStatus& status);  // docs/schema/status.schema.json
/// What to_json wrote; of a difference's object only kind, nic, name and irq.
Result<AgentStatus> status_from_json(std::string_view text);

}  // namespace holdfast
