#include "sequential/canary_decision.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace holdfast {
namespace {

std::size_t measured(const std::vector<CanaryPair>& pairs) {
  std::size_t least = pairs.size();
  for (const auto outcome : {CanaryOutcome::cost, CanaryOutcome::hj99, CanaryOutcome::completion}) {
    const auto has = std::ranges::count_if(
        pairs, [&](const auto& pair) { return pair.differences[index_of(outcome)].has_value(); });
    least = std::min(least, static_cast<std::size_t>(has));
  }
  return least;
}

CanaryReason evidence(const char* id, const char* what, double ln_e, double threshold) {
  return {id, ln_e >= threshold,
          fmt::format("{}: ln E is {:.4f}, and {:.4f} are needed", what, ln_e, threshold)};
}

void add_spread(std::vector<CanaryReason>& to, const std::vector<CanaryPair>& pairs,
                const CanaryRule& rule) {
  std::set<std::string_view> sessions;
  std::size_t open = 0, close = 0, faithful = 0;
  for (const auto& pair : pairs) {
    sessions.insert(pair.session);
    open += pair.bucket == CanaryBucket::open ? 1 : 0;
    close += pair.bucket == CanaryBucket::close ? 1 : 0;
    faithful += pair.is_faithful ? 1 : 0;
  }
  const auto complete = measured(pairs);
  to.push_back({"ENOUGH_PAIRS", complete >= rule.least_pairs,
                fmt::format("{} of {} pairs have cost, HJ99x and completion, and {} are needed",
                            complete, pairs.size(), rule.least_pairs)});
  to.push_back({"ENOUGH_SESSIONS", sessions.size() >= rule.least_sessions,
                fmt::format("the pairs are of {} sessions, and {} are needed", sessions.size(),
                            rule.least_sessions)});
  to.push_back({"OPEN_AND_CLOSE", open > 0 && close > 0,
                fmt::format("{} pairs are of a session's open and {} of its close; one of each is "
                            "needed",
                            open, close)});
  const double share =
      pairs.empty() ? 0 : static_cast<double>(faithful) / static_cast<double>(pairs.size());
  to.push_back({"FIDELITY", !pairs.empty() && share >= rule.least_fidelity,
                fmt::format("{} of {} pairs are known to have been treated as assigned, and {:g} "
                            "of them are needed",
                            faithful, pairs.size(), rule.least_fidelity)});
}

CanaryReason harm(CanaryOutcome outcome, const std::vector<CanaryLook>& looks, double threshold) {
  double largest = 0;
  std::size_t at = 0;
  for (const auto& look : looks) {
    const double ln_e = look.ln_e_harm[index_of(outcome)];
    if (at == 0 || ln_e > largest) {
      largest = ln_e;
      at = look.pairs;
    }
  }
  std::string id = fmt::format("HARM_{}", name_of(outcome));
  std::ranges::transform(id, id.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return {std::move(id), at != 0 && largest >= threshold,
          fmt::format("{} is worse: ln E was at most {:.4f} (at pair {}), and {:.4f} are harm",
                      name_of(outcome), largest, at, threshold)};
}

CanaryReason futility(const std::vector<CanaryLook>& looks, const CanaryRule& rule) {
  const bool has = !looks.empty() && looks.back().cost.has_value();
  const double low = has ? looks.back().cost->low : 0;
  return {"NOT_WORTHWHILE", has && low > -rule.least_worthwhile_bps,
          has ? fmt::format("cost falls by at most {:.4f} bps, and {:g} are worth having", -low,
                            rule.least_worthwhile_bps)
              : std::string("what cost falls by is not bounded yet")};
}

}  // namespace

std::string_view name_of(CanaryVerdict verdict) {
  switch (verdict) {
    case CanaryVerdict::promote: return "PROMOTE";
    case CanaryVerdict::rollback: return "ROLLBACK";
    case CanaryVerdict::go_on: return "CONTINUE";
    case CanaryVerdict::stop_no_decision: return "STOP_NO_DECISION";
  }
  return "";
}

CanaryDecision decide_canary(const std::vector<CanaryPair>& pairs,
                             const std::vector<CanaryLook>& looks, const CanaryRule& rule) {
  CanaryDecision out{.pairs = pairs.size(), .promote_threshold = -std::log(rule.alpha)};
  const auto guardrails = std::ranges::count_if(rule.v_opt, [](double v) { return v > 0; });
  out.harm_threshold = std::log(static_cast<double>(guardrails) / rule.harm_alpha);
  const CanaryLook last = looks.empty() ? CanaryLook{} : looks.back();
  out.reasons = {evidence("COST_IMPROVES", "cost is lower", last.ln_e_cost, out.promote_threshold),
                 evidence("HJ99_IMPROVES", "HJ99x is lower", last.ln_e_hj99, out.promote_threshold),
                 evidence("COMPLETION_NOT_WORSE", "completion lost less than its margin",
                          last.ln_e_completion, out.promote_threshold)};
  add_spread(out.reasons, pairs, rule);
  const bool may_promote = std::ranges::all_of(out.reasons, &CanaryReason::holds);
  const auto harms_begin = static_cast<std::ptrdiff_t>(out.reasons.size());
  for (const auto outcome : kCanaryOutcomes) {
    if (rule.v_opt[index_of(outcome)] > 0) {
      out.reasons.push_back(harm(outcome, looks, out.harm_threshold));
    }
  }
  const bool has_harm = std::any_of(out.reasons.begin() + harms_begin, out.reasons.end(),
                                    [](const CanaryReason& reason) { return reason.holds; });
  out.reasons.push_back(
      {"PAIRS_USED_UP", pairs.size() >= rule.most_pairs,
       fmt::format("{} pairs are recorded, and {} are the most", pairs.size(), rule.most_pairs)});
  out.reasons.push_back(futility(looks, rule));
  const bool is_over = out.reasons.back().holds || pairs.size() >= rule.most_pairs;
  out.verdict = has_harm      ? CanaryVerdict::rollback
                : may_promote ? CanaryVerdict::promote
                : is_over     ? CanaryVerdict::stop_no_decision
                              : CanaryVerdict::go_on;
  return out;
}

}  // namespace holdfast
