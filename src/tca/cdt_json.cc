#include <nlohmann/json.hpp>

#include "tca/answer_json.h"
#include "tca/cdt_answer.h"
#include "tca/inference_json.h"
#include "tca/sample_json.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

Json matching_of(const CdtEstimates& estimates) {
  const auto& flow = estimates.match;
  return {{"status", name_of(estimates.match_status)}, {"strata", flow.strata},
          {"matched_strata", flow.matched_strata},     {"matched_treated", flow.matched_treated},
          {"matched_control", flow.matched_control},   {"control_ess", estimates.control_ess}};
}

Json wild_of(const WildBootstrap& wild) {
  const auto or_null = [](const std::optional<double>& value) {
    return value ? Json(*value) : Json();
  };
  return {{"status", name_of(wild.status)},
          {"weights", wild.webb ? "webb" : "rademacher"},
          {"enumerated", wild.enumerated},
          {"draws", wild.draws},
          {"larger", wild.larger},
          {"ties", wild.ties},
          {"p", wild.p},
          {"low", or_null(wild.low)},
          {"high", or_null(wild.high)}};
}

Json estimate_of(const CdtEstimate& estimate) {
  const auto* deciding = estimate.deciding();
  Json out = {{"status", name_of(estimate.status)},
              {"estimate", estimate.has_estimate() ? Json(estimate.estimate) : Json()},
              {"rows", estimate.rows},
              {"treated", estimate.treated},
              {"clusters", estimate.clusters},
              {"inference", inference_json(estimate.inference)},
              {"deciding", deciding != nullptr ? Json(deciding->method) : Json()}};
  if (!estimate.effects.empty()) {
    out["effects"] = estimate.effects;
    out["singletons"] = estimate.singletons;
    out["wild"] = estimate.wild ? wild_of(*estimate.wild) : Json();
    out["dropped_regressors"] = estimate.dropped_regressors;
  }
  return out;
}

Json check_of(const NearestCheck& check) {
  const auto& flow = check.flow;
  return {{"status", name_of(check.status)},
          {"reason", check.reason.empty() ? Json() : Json(check.reason)},
          {"estimate", check.has_estimate() ? Json(check.estimate) : Json()},
          {"pairs", check.differences.size()},
          {"treated", flow.treated},
          {"cells", flow.strata},
          {"matched_cells", flow.matched_strata},
          {"inference", inference_json(check.inference)}};
}

Json side_of(const Balance& balance) {
  const auto or_null = [](const std::optional<double>& value) {
    return value ? Json(*value) : Json();
  };
  constexpr const char* kVerdicts[] = {"pass", "warn", "fail"};
  return {{"mean_treated", balance.mean_treated},
          {"mean_control", balance.mean_control},
          {"smd", or_null(balance.smd)},
          {"variance_ratio", or_null(balance.variance_ratio)},
          {"ks", balance.ks},
          {"verdict", kVerdicts[static_cast<int>(balance.verdict)]}};
}

}  // namespace

Json cdt_value(const CdtEstimates& estimates) {
  Json by_name = Json::object();
  for (const auto& estimate : estimates.estimates) by_name[estimate.name] = estimate_of(estimate);
  Json balance = Json::array();
  for (const auto& one : estimates.balance) {
    balance.push_back({{"column", one.column},
                       {"before", side_of(one.row.before)},
                       {"after", side_of(one.row.after)}});
  }
  return {{"matching", matching_of(estimates)},
          {"balance", balance},
          {"status", name_of(estimates.status)},
          {"headline", estimates.headline.empty() ? Json() : Json(estimates.headline)},
          {"grade", estimates.grade == '-' ? Json() : Json(std::string(1, estimates.grade))},
          {"grade_reasons", estimates.grade_reasons},
          {"estimates", by_name}};
}

Json usd_value(const CdtUsd& usd) {
  const auto or_null = [](const std::optional<double>& value) {
    return value ? Json(*value) : Json();
  };
  return {{"value", or_null(usd.value)},
          {"low", or_null(usd.low)},
          {"high", or_null(usd.high)},
          {"error", or_null(usd.error)},
          {"reason", usd.reason.empty() ? Json() : Json(usd.reason)},
          {"column", usd.column.empty() ? Json() : Json(usd.column)},
          {"notional", or_null(usd.notional)},
          {"rows", usd.rows},
          {"rows_without_notional", usd.without_notional}};
}

std::string cdt_json(const CdtCommand& command, const CdtAnswer& answer) {
  Json out = sample_json(command, answer.source, answer.flow, answer.estimates.cuts);
  out.update(cdt_value(answer.estimates));
  out["cdt_usd"] = usd_value(answer.usd);
  out["checks"] = Json::object();
  for (const auto& check : answer.checks) out["checks"][check.name] = check_of(check);
  return json_text(out);
}

}  // namespace holdfast
