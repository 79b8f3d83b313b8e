// What the agent says of itself.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "agent/agent.h"

namespace holdfast {
namespace {

std::string sentence_of(const WatchedSetting& setting) {
  if (setting.is_pending()) {
    return fmt::format("{} asks for CPU {}, and stays on CPU {} until its next interrupt",
                       label_of(setting.object), *setting.wanted, setting.effective->to_list());
  }
  return fmt::format("{} is \"{}\", wanted \"{}\"", label_of(setting.object), setting.value,
                     *setting.wanted);
}

}  // namespace

void Agent::look_at_applies() {
  for (const auto& apply : host_.ended_applies()) {
    const std::int64_t seconds = apply.ended_ns.value_or(apply.begun_ns) / 1'000'000'000;
    last_apply_ =
        fmt::format("{} {} {}", apply.journal.substr(0, apply.journal.find(' ')), apply.outcome,
                    fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(seconds)));
    output_.tell(apply);
  }
}

AgentStatus Agent::status() const {
  AgentStatus status;
  status.version = options_.version;
  status.hostname = hostname_;
  status.pid = options_.pid;
  status.started_ns = wall_of(started_);
  status.at_ns = wall_of(now_);
  if (policy_) {
    status.policy = policy_->demands.policy;
    status.policy_version = policy_->demands.version;
    status.policy_source = policy_->demands.source;
  }
  status.policy_error = policy_error_;
  status.mode = policy_ && policy_->heal.heal ? "heal" : "observe";
  if (paused_) status.paused_by = paused_by_;
  if (paused_until_) status.paused_until_ns = wall_of(*paused_until_);
  status.regime = regime_.regime;
  status.regime_since_ns = wall_of(regime_.since);
  status.regime_evidence = regime_evidence_;
  for (const auto& setting : watched_.all()) {
    if (!setting.wanted) continue;
    const bool wrong = !setting.is_as_wanted();
    if (!wrong && !setting.is_pending()) {
      ++status.met;
      continue;
    }
    Difference difference{setting.object, *setting.wanted, setting.value, sentence_of(setting)};
    (wrong ? status.differences : status.pending).push_back(std::move(difference));
  }
  for (const auto& watcher : watchers_) status.sources.push_back(watcher->state());
  for (auto& meter : host_.meters()) status.sources.push_back(std::move(meter));
  for (const auto& given : healer_.given_way()) {
    status.yielded.push_back({given.object, given.actor, wall_of(given.retry_at)});
  }
  status.lease = lease_state_;
  status.canary = canary_label_;
  if (options_.canary) status.canary_course = course_at(*options_.canary, status.at_ns);
  status.events = event_count_;
  status.repairs = repairs_;
  status.last_apply = last_apply_;
  status.refused_repairs = refused_repairs_;
  output_.add_to(status);
  return status;
}

}  // namespace holdfast
