#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tca/canary_verbs.h"
#include "tca/sample_json.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

Json bound(const std::optional<EffectInterval>& interval, double EffectInterval::* which) {
  return interval ? Json((*interval).*which) : Json();
}

Json look_json(const CanaryLook& look, const CanaryRule& rule) {
  Json out{{"pairs", look.pairs},
           {"ln_e_cost", look.ln_e_cost},
           {"ln_e_hj99", look.ln_e_hj99},
           {"ln_e_completion", look.ln_e_completion},
           {"cs_low", bound(look.cost, &EffectInterval::low)},
           {"cs_high", bound(look.cost, &EffectInterval::high)},
           {"asymptotic_low", bound(look.cost_asymptotic, &EffectInterval::low)},
           {"asymptotic_high", bound(look.cost_asymptotic, &EffectInterval::high)}};
  Json harm = Json::object();
  for (const auto outcome : kCanaryOutcomes) {
    if (rule.v_opt[index_of(outcome)] > 0) {
      harm[std::string(name_of(outcome))] = look.ln_e_harm[index_of(outcome)];
    }
  }
  out["ln_e_harm"] = harm;
  return out;
}

double largest(const std::vector<CanaryLook>& looks, double CanaryLook::* which) {
  double most = 0;
  for (const auto& look : looks) most = std::max(most, look.*which);
  return most;
}

}  // namespace

std::string canary_json(const CanaryLedger& ledger, const CanaryState& state) {
  Json looks = Json::array(), reasons = Json::array();
  for (const auto& look : state.looks) looks.push_back(look_json(look, ledger.plan->rule));
  for (const auto& one : state.decision.reasons) {
    reasons.push_back({{"id", one.id}, {"holds", one.holds}, {"sentence", one.sentence}});
  }
  return json_text(
      {{"schema_version", 1},
       {"program", "holdfast-tca " HOLDFAST_VERSION},
       {"name", ledger.plan->name},
       {"decision", name_of(state.decision.verdict)},
       {"pairs", state.decision.pairs},
       {"threshold_ln_e", state.decision.promote_threshold},
       {"threshold_ln_e_harm", state.decision.harm_threshold},
       {"anytime_p",
        {{"cost", anytime_p(largest(state.looks, &CanaryLook::ln_e_cost))},
         {"hj99", anytime_p(largest(state.looks, &CanaryLook::ln_e_hj99))},
         {"completion", anytime_p(largest(state.looks, &CanaryLook::ln_e_completion))}}},
       {"reasons", reasons},
       {"looks", looks},
       {"ledger",
        {{"lines", ledger.lines}, {"sha256", ledger.head}, {"torn_lines", ledger.torn_lines}}}});
}

std::string canary_text(const CanaryState& state) {
  std::string text =
      fmt::format("{} after {} pairs\n", name_of(state.decision.verdict), state.decision.pairs);
  for (const auto& one : state.decision.reasons) {
    text += fmt::format("  {} {:<22}{}\n", one.holds ? "yes" : "no ", one.id, one.sentence);
  }
  if (!state.looks.empty() && state.looks.back().cost) {
    const auto& cost = *state.looks.back().cost;
    text += fmt::format("cost, treated less control: [{:.4f}, {:.4f}] bps at all looks together\n",
                        cost.low, cost.high);
  }
  return text;
}

}  // namespace holdfast
