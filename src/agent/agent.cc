#include "agent/agent.h"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast {
namespace {

constexpr double kFingerprintSeconds = 1;
/// The features page says nothing new for no longer than this (DESIGN §8).
constexpr double kLongestRestSeconds = 0.1;
/// What was read and not believed is read again after this.
constexpr double kDoubtSeconds = 0.02;

}  // namespace

Agent::Agent(AgentHost& host, PolicySource* policy, IrqbalanceBans* bans,
             std::vector<std::unique_ptr<Watcher>> watchers, AgentOutput& output,
             AgentOptions options)
    : host_(host),
      policy_source_(policy),
      watchers_(std::move(watchers)),
      output_(output),
      options_(std::move(options)),
      next_event_(options_.first_event),
      bans_(bans) {
  now_ = started_ = host_.now();
  window_due_ = sweep_due_ = fingerprint_due_ = clocks_due_ = now_;
  wall_offset_ns_ = host_.wall_ns() - now_.ns;
  regime_.since = now_;
}

Instant Agent::do_work(Instant now) {
  now_ = now;
  wall_offset_ns_ = host_.wall_ns() - host_.now().ns;  // the wall clock may be set
  read_watchers();
  tell_links();
  look_where_sighted();
  end_storms();
  step_canary();
  if (paused_until_ && now_ >= *paused_until_) resume("the end of the time asked for");
  if (now_ >= fingerprint_due_ || reload_) {
    fingerprint_due_ = plus_seconds(now_, kFingerprintSeconds);
    if (refresh_policy()) sweep_due_ = now_;
  }
  if (now_ >= sweep_due_) sweep();
  if (now_ >= window_due_) window();
  repair_what_may_be();
  work_lease();
  output_.turn(frame_, now_);
  longest_turn_ns_ = std::max(longest_turn_ns_, host_.now().ns - now.ns);
  const double rest = sighted_.empty() ? kLongestRestSeconds : kDoubtSeconds;
  return std::min({plus_seconds(now_, rest), window_due_, sweep_due_});
}

std::vector<int> Agent::wake_fds() const {
  std::vector<int> fds;
  for (const auto& watcher : watchers_) {
    if (watcher->fd() >= 0) fds.push_back(watcher->fd());
  }
  if (lease_ && lease_->wake_fd() >= 0) fds.push_back(lease_->wake_fd());
  return fds;
}

void Agent::pause(std::optional<double> seconds, const std::string& by) {
  paused_ = true;
  paused_by_ = by;
  paused_until_.reset();
  if (seconds) paused_until_ = plus_seconds(now_, *seconds);
  healer_.pause(true);
  emit(EventKind::pause, "pause", "off", "on", EventCause::human,
       seconds ? fmt::format("by {}, for {} s", by, *seconds) : fmt::format("by {}", by));
}

void Agent::resume(const std::string& by) {
  if (!paused_) return;
  paused_ = false;
  paused_until_.reset();
  healer_.pause(false);
  emit(EventKind::pause, "pause", "on", "off", EventCause::human, fmt::format("by {}", by));
}

void Agent::release_regime(const std::string& by) {
  released_ = true;
  emit(EventKind::regime, "regime", std::string(name_of(regime_.regime)), "", EventCause::human,
       fmt::format("{} asks for the end of SAFE_CONTAIN", by));
}

void Agent::stop() {
  if (lease_) static_cast<void>(lease_->release());
  lease_.reset();
}

}  // namespace holdfast
