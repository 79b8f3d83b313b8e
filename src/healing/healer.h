// Healer: may this drift be repaired now? Pure: time is a parameter, nothing is written here.
//
// DESIGN §6: off by default; only steps of risk `safe`; what a human did through holdfast, or while
// it was paused, is left; a rate limit; whoever undoes repairs again and again is given way to, by
// name, and tried again at growing intervals. An actor is a unit, an exe or a cgroup, never a pid;
// where none is known, the object itself stands for it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "healing/backoff.h"
#include "model/event.h"
#include "model/plan.h"

namespace holdfast {

struct HealSettings {
  bool heal = false;  // else observe only
  std::uint32_t max_per_minute = 6;
  std::uint32_t yield_after = 3;   // undone so often within kFightSeconds
  std::vector<std::string> allow;  // globs of units and exes that may change what they like
  double retry_seconds = 60;       // after giving way; doubles up to kLongestRetrySeconds
};
inline constexpr double kFightSeconds = 600;
inline constexpr double kLongestRetrySeconds = 3600;

/// A setting that is not as the policy wants it.
struct Drift {
  std::string key;    // of the object, the same over changes of its IRQ number
  std::string label;  // for people
  Risk risk = Risk::safe;
};

enum class HealDecision {
  repair,
  observe,  // the policy does not say heal
  paused,
  respected,     // a human's doing
  allowed,       // the policy lets this actor
  not_safe,      // resets queues or drops the link: waits for a human's apply
  rate_limited,  // asked again next turn
  yielding,      // gives way from now on
  yielded,       // has given way before
};
std::string_view name_of(HealDecision decision);
/// One sentence for people; empty for `repair`.
std::string_view sentence_of(HealDecision decision);

/// An actor that was given way to.
struct GivenWay {
  std::string actor;
  std::string object;  // that it changed last
  Instant retry_at;
  friend bool operator==(const GivenWay&, const GivenWay&) = default;
};

class Healer {
 public:
  explicit Healer(HealSettings settings = {}) : settings_(std::move(settings)) {}
  /// Keeps what is known of fights.
  void set(HealSettings settings) { settings_ = std::move(settings); }
  void pause(bool paused) { paused_ = paused; }

  /// The setting was just changed away from what is wanted, by whoever. Counts towards a fight.
  void changed(const Drift& drift, EventCause cause, std::string_view actor, Instant now);
  /// It is as wanted again, whoever did it.
  void restored(const std::string& key);
  /// What to do about a setting that stands wrong. `repair` counts as one: drifts of one actor in
  /// the same turn (the same `now`) are one repair.
  HealDecision decide(const Drift& drift, Instant now);
  /// It was written back.
  void repaired(const Drift& drift, Instant now);

  std::vector<GivenWay> given_way() const;
  /// Whoever was given way to over this setting.
  std::optional<GivenWay> given_way_over(const std::string& key) const;
  /// When a drift that was put off should be looked at again; nullopt: nothing waits for time.
  std::optional<Instant> next_look(Instant now) const;

 private:
  struct Standing {  // what is known of one object's drift
    std::string actor;
    bool human = false;
  };
  struct Fight {
    std::deque<Instant> undone;
    std::string object;
    bool yielded = false, told = false;
    Backoff backoff;
    std::optional<Instant> last_undone;  // the repair that was undone last
  };
  bool is_allowed(std::string_view actor) const;
  bool take_turn(const std::string& actor, Instant now);
  void undo(Fight& fight, const Drift& drift, Instant repaired_at, Instant now);

  HealSettings settings_;
  bool paused_ = false;
  std::map<std::string, Standing> standing_;           // by key
  std::map<std::string, Instant> repaired_;            // by key
  std::map<std::string, Fight> fights_;                // by actor
  std::deque<std::pair<Instant, std::string>> turns_;  // of the last minute
};

}  // namespace holdfast
