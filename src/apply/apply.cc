#include "apply/apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "apply/carry_out.h"
#include "apply/object_key.h"
#include "apply/plan_refusal.h"
#include "plan/make_plan.h"
#include "plan/setting_value.h"

namespace holdfast {
namespace {

// Of a saved plan: what its demands name besides, and it does not touch.
std::set<std::string> left_alone_by(const Plan& saved, const Plan& fresh) {
  std::set<std::string> keys;
  for (const auto& step : fresh.steps) keys.insert(key_of(step.object));
  for (const auto& step : saved.steps) keys.erase(key_of(step.object));
  return keys;
}

Outcome refused(Outcome outcome, std::string sentence) {
  outcome.kind = OutcomeKind::refused;
  outcome.sentence = std::move(sentence);
  return outcome;
}

}  // namespace

std::optional<std::string> outdated(const Plan& saved, const HostSnapshot& host) {
  if (!saved.hostname.empty() && saved.hostname != host.settings.hostname) {
    return fmt::format("the plan was made for host {}, and this is {}", saved.hostname,
                       host.settings.hostname);
  }
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const auto& step : saved.steps) {
    // Of two steps for one thing the second begins where the first ends.
    if (!seen.insert(key_of(step.object)).second || !step.before) continue;
    const auto now = value_of(host, step.object);
    const auto found = now ? restricted_to(step.object.kind, *now, *step.before) : "absent";
    if (found == *step.before) continue;
    names.push_back(
        fmt::format("{} was \"{}\" and is \"{}\"", label_of(step.object), *step.before, found));
  }
  if (names.empty()) return std::nullopt;
  return fmt::format("nothing was changed: the plan no longer fits the host: {}; make it anew",
                     listed(names));
}

Outcome apply(HostPort& host, Journal& journal, JournalBegin stamp, const ApplyRequest& request) {
  Outcome outcome;
  const HostSnapshot start = host.read();
  const Plan whole = make_plan(request.demands, start);
  const Plan fresh = only(whole, request.kinds);
  outcome.plan = request.saved ? *request.saved : fresh;
  if (request.saved) {
    if (auto why = outdated(*request.saved, start)) return refused(std::move(outcome), *why);
  }
  for (const Plan* plan : {&fresh, static_cast<const Plan*>(&outcome.plan)}) {
    if (auto why = refusal_of(*plan)) return refused(std::move(outcome), *why);
  }
  if (auto why = too_risky(outcome.plan, request.options.ceiling)) {
    return refused(std::move(outcome), *why);
  }
  outcome.verdict = only(verify(request.demands, start), request.kinds);
  if (outcome.plan.steps.empty()) {
    const bool pending = !outcome.verdict.pending.empty();
    outcome.kind = pending ? OutcomeKind::pending : OutcomeKind::nothing_to_do;
    outcome.sentence = pending ? "all is set; some interrupts have not moved yet"
                               : "the host is as demanded; there is nothing to do";
    return outcome;
  }
  stamp.kind = JournalKind::apply;
  stamp.plan = outcome.plan;
  stamp.before = before_of(outcome.plan, start);
  if (auto begun = journal.begin(stamp); !begun) {
    return refused(std::move(outcome), "nothing was changed: " + begun.error().sentence);
  }
  if (request.options.interruption() == Interruption::leave) {
    outcome.kind = OutcomeKind::left;
    return outcome;
  }
  outcome.id = stamp.id;
  std::vector<Setting> before = stamp.before;
  const auto left_alone = left_alone_by(outcome.plan, whole);
  const auto leaves_alone = [&](const SettingObject& object) {
    return left_alone.contains(key_of(object));
  };
  go_forward(host, journal, {request.demands, start, before, leaves_alone, request.kinds},
             request.options, outcome);
  return outcome;
}

}  // namespace holdfast
