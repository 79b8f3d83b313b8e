#include "apply/going_forward.h"

#include <fmt/format.h>

#include <algorithm>

#include "apply/object_key.h"
#include "plan/make_plan.h"

namespace holdfast {
namespace {

constexpr int kMostRounds = 6;
constexpr double kPollSeconds = 0.05;
constexpr double kWatchSeconds = 0.1;

std::string key_of_step(const Step& step) {
  return fmt::format("{}|{}", key_of(step.object), step.after);
}

bool holds(const std::vector<Difference>& differences, const std::string& key) {
  return std::any_of(differences.begin(), differences.end(),
                     [&](const Difference& one) { return key_of(one.object) == key; });
}

}  // namespace

GoingForward::GoingForward(HostPort& host, Journal& journal, StepRunner& runner,
                           const ApplyOptions& options, Start start, Outcome& outcome)
    : host_(host),
      journal_(journal),
      runner_(runner),
      options_(options),
      start_(std::move(start)),
      outcome_(outcome) {
  for (const auto& setting : start_.before) known_.insert(key_of(setting.object));
}

Halt GoingForward::fail_with(std::string why) {
  why_ = std::move(why);
  return Halt::refused;
}

bool GoingForward::leaves_alone(const SettingObject& object) const {
  return start_.leaves_alone && start_.leaves_alone(object);
}

bool GoingForward::was_written(const Step& step) const {
  const auto key = key_of_step(step);
  return written_.contains(key) || reset_steps_.contains(key) ||
         gone_.contains(key_of(step.object));
}

bool GoingForward::has_news(const std::vector<Step>& steps) const {
  return std::any_of(steps.begin(), steps.end(),
                     [this](const Step& step) { return !was_written(step); });
}

GoingForward::Look GoingForward::look() {
  const HostSnapshot host = host_.read();
  Look look{only(make_plan(start_.demands, host), start_.kinds).steps,
            only(verify(start_.demands, host), start_.kinds)};
  std::erase_if(look.verdict.differences,
                [this](const Difference& one) { return leaves_alone(one.object); });
  std::erase_if(look.verdict.pending,
                [this](const Difference& one) { return leaves_alone(one.object); });
  std::erase_if(look.steps, [&](const Step& step) {
    return leaves_alone(step.object) || holds(look.verdict.pending, key_of(step.object));
  });
  deliveries_.see(host, vectors_);
  outcome_.verdict = look.verdict;
  return look;
}

// What a later round touches may have been right at the start, and was not noted then.
Result<void> GoingForward::note_before(const std::vector<Step>& steps) {
  Plan plan;
  plan.steps = steps;
  std::vector<Setting> more;
  for (auto& setting : before_of(plan, start_.host)) {
    if (known_.insert(key_of(setting.object)).second) more.push_back(std::move(setting));
  }
  if (more.empty()) return {};
  start_.before.insert(start_.before.end(), more.begin(), more.end());
  return journal_.also_before(more);
}

Halt GoingForward::step(const Step& step) {
  if (step.risk > options_.ceiling) {
    return fail_with(fmt::format("{} would now take a step of risk {}, above what was allowed",
                                 label_of(step.object), name_of(step.risk)));
  }
  const auto halt = runner_.forward(step);
  if (halt == Halt::vanished) gone_.emplace(key_of(step.object), runner_.why());
  if (halt == Halt::refused) why_ = runner_.why();
  if (halt != Halt::none) return halt;
  if (step.risk > Risk::safe) {
    written_.clear();
    reset_steps_.insert(key_of_step(step));
  } else {
    written_.insert(key_of_step(step));
  }
  if (step.object.kind == SettingKind::vector) vectors_.push_back(step.object);
  return Halt::none;
}

// Every step that is new; after one that resets queues the rest is planned anew, from what is there
// then.
Halt GoingForward::pass(std::vector<Step> steps) {
  for (std::size_t at = 0; at < steps.size();) {
    const Step now = steps[at++];
    if (was_written(now)) continue;
    if (auto noted = note_before({now}); !noted) return fail_with(noted.error().sentence);
    const auto halt = step(now);
    if (halt == Halt::vanished) continue;
    if (halt != Halt::none) return halt;
    if (now.risk == Risk::safe) continue;
    steps = look().steps;
    at = 0;
  }
  return Halt::none;
}

// Looks until all is as demanded, or there is something new to do, or time is up.
Halt GoingForward::settle(Look& last) {
  const Instant start = host_.now();
  for (;;) {
    last = look();
    if (last.is_settled() || has_news(last.steps)) return Halt::none;
    if (elapsed_seconds(start, host_.now()) >= options_.wait_seconds) return Halt::none;
    if (const auto halt = runner_.wait(kPollSeconds); halt != Halt::none) return halt;
  }
}

Halt GoingForward::watch_delivery() {
  for (int i = 0; i < 2 && !vectors_.empty(); ++i) {
    if (const auto halt = runner_.wait(kWatchSeconds); halt != Halt::none) return halt;
    look();
  }
  return Halt::none;
}

Reached GoingForward::conclude(const Look& last) {
  if (!last.steps.empty()) {
    const Step& step = last.steps.front();
    const auto gone = gone_.find(key_of(step.object));
    why_ = gone != gone_.end()
               ? gone->second
               : fmt::format("{} was set to \"{}\" and nobody refused it, but it is \"{}\"",
                             label_of(step.object), step.after, step.before.value_or("absent"));
    return Reached::failed;
  }
  if (!last.verdict.differences.empty()) {
    why_ = last.verdict.differences.front().sentence;
    return Reached::failed;
  }
  outcome_.fired = deliveries_.fired();
  for (auto& one : misdelivered(outcome_.fired)) {
    outcome_.verdict.pending.push_back(std::move(one));
  }
  return outcome_.verdict.pending.empty() ? Reached::done : Reached::pending;
}

Reached GoingForward::run(const Plan& plan) {
  Look last{plan.steps, {}};
  Halt halt = Halt::none;
  for (int round = 0; round < kMostRounds && halt == Halt::none; ++round) {
    halt = pass(last.steps);
    if (halt == Halt::none) halt = settle(last);
    if (halt == Halt::none && !has_news(last.steps)) break;
  }
  if (halt == Halt::none && last.steps.empty()) halt = watch_delivery();
  if (halt == Halt::leave) return Reached::left;
  if (halt == Halt::go_back) {
    why_ = "a signal asked for it";
    return Reached::failed;
  }
  if (halt == Halt::refused) return Reached::failed;
  return conclude(last);
}

}  // namespace holdfast
