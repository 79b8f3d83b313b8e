#include "apply/apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "apply/carry_out.h"
#include "apply/object_key.h"
#include "plan/make_plan.h"
#include "plan/setting_value.h"

namespace holdfast {
namespace {

constexpr std::size_t kMostNamed = 5;

// "a; b; c and 4 more"
std::string listed(const std::vector<std::string>& names) {
  const std::vector<std::string> first(
      names.begin(),
      names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kMostNamed)));
  std::string text = fmt::format("{}", fmt::join(first, "; "));
  if (names.size() > first.size()) text += fmt::format(" and {} more", names.size() - first.size());
  return text;
}

std::optional<std::string> refusal_of(const Plan& plan) {
  std::vector<std::string> names;
  for (const auto& refusal : plan.refusals) {
    if (refusal.expected) continue;
    const auto place = refusal.place.line > 0 ? to_text(refusal.place) + ": " : std::string();
    names.push_back(fmt::format("{}{}: {}", place, refusal.object, refusal.why));
  }
  if (names.empty()) return std::nullopt;
  return fmt::format("nothing was changed, since not all of it can be: {}", listed(names));
}

std::optional<std::string> too_risky(const Plan& plan, Risk ceiling) {
  std::vector<std::string> names;
  Risk worst = ceiling;
  for (const auto& step : plan.steps) {
    if (step.risk <= ceiling) continue;
    names.push_back(label_of(step.object));
    worst = std::max(worst, step.risk);
  }
  if (names.empty()) return std::nullopt;
  return fmt::format(
      "nothing was changed: {} would take more than is allowed ({}); allow it with --risk {}, or "
      "leave it out with --only vectors",
      listed(names), name_of(ceiling), name_of(worst));
}

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
  go_forward(host, journal,
             {request.demands, start, before, left_alone_by(outcome.plan, whole), request.kinds},
             request.options, outcome);
  return outcome;
}

}  // namespace holdfast
