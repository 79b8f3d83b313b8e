#include <nlohmann/json.hpp>

#include "tca/inference_json.h"
#include "tca/sample_json.h"
#include "tca/sensitivity_answer.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

Json rank_of(const PlaceboRank& rank) {
  return {{"placebos", rank.placebos},
          {"as_large", rank.as_large},
          {"largest", rank.largest},
          {"p", rank.p}};
}

Json shifts_of(const ShiftTest& test) {
  Json estimates = Json::array();
  for (std::size_t i = 0; i < test.estimates.size(); ++i) {
    estimates.push_back({{"k", i + 1}, {"estimate", number_or_null(test.estimates[i])}});
  }
  return {{"windows", test.windows}, {"mixed", test.mixed},      {"held", test.held},
          {"estimates", estimates},  {"all", rank_of(test.all)}, {"far", rank_of(test.far)}};
}

Json found_of(const FirstCoefficient& found) {
  const bool has_error = found.status == EstimateStatus::ok;
  const auto or_null = [&](double value) { return has_error ? Json(value) : Json(); };
  return {{"status", name_of(found.status)},
          {"rows", found.rows},
          {"estimate", found.has_estimate() ? Json(found.cr1.estimate) : Json()},
          {"se", or_null(found.cr1.error)},
          {"low", or_null(found.cr1.low)},
          {"high", or_null(found.cr1.high)},
          {"p", or_null(found.cr1.p)}};
}

Json placebos_of(const SensitivityAnswer& answer) {
  Json controls = Json::array();
  for (const auto& control : answer.controls) {
    Json one = {{"kind", name_of(control.kind)}, {"column", control.column}};
    one.update(found_of(control.found));
    one["is_significant"] = control.is_significant();
    controls.push_back(one);
  }
  Json exchange;
  if (answer.exchanges) {
    exchange = rank_of(answer.exchanges->rank);
    exchange["draws"] = answer.exchanges->draws;
  }
  constexpr const char* kOutcomes[] = {"not_run", "passed", "failed"};
  return {{"outcome", kOutcomes[static_cast<int>(answer.placebo)]},
          {"circular_shift", answer.shifts ? shifts_of(*answer.shifts) : Json()},
          {"permutation", exchange},
          {"controls", controls}};
}

Json adjusted_of(const ConfounderBound& bound, const AdjustedEstimate& adjusted) {
  return {{"r2_treatment", bound.treatment_r2},
          {"r2_outcome", bound.outcome_r2},
          {"estimate", adjusted.estimate},
          {"error", adjusted.error},
          {"t", adjusted.t},
          {"low", adjusted.low},
          {"high", adjusted.high}};
}

Json robustness_of(const SensitivityAnswer& answer) {
  const auto& robustness = *answer.robustness;
  Json benchmarks = Json::array(), adjusted = Json::array();
  for (const auto& one : answer.benchmarks) {
    Json row = {{"covariate", one.covariate}, {"times", one.times}};
    row["bound"] = one.bound ? adjusted_of(*one.bound, one.adjusted) : Json();
    benchmarks.push_back(row);
  }
  for (const auto& [bound, estimate] : answer.adjusted) {
    adjusted.push_back(adjusted_of(bound, estimate));
  }
  constexpr const char* kOutcomes[] = {"not_run", "passed", "failed"};
  return {{"outcome", kOutcomes[static_cast<int>(answer.robust)]},
          {"iid_error", robustness.error},
          {"iid_t", robustness.t},
          {"degrees", robustness.degrees},
          {"partial_r2", robustness.partial_r2},
          {"rv", robustness.value},
          {"rv_alpha", robustness.value_at_5},
          {"benchmarks", benchmarks},
          {"adjusted", adjusted}};
}

Json rosenbaum_of(const RosenbaumBounds& bounds) {
  Json p = Json::array();
  for (const auto& [gamma, value] : bounds.p) p.push_back({{"gamma", gamma}, {"p", value}});
  return {{"pairs_by", bounds.pairs_by},
          {"pairs", bounds.pairs},
          {"gamma", number_or_null(bounds.gamma)},
          {"upper_p", p}};
}

Json grid_of(const SensitivityAnswer& answer) {
  Json grid = Json::array();
  for (const auto& spec : answer.spec_grid) {
    Json one = {{"effects", spec.effects},
                {"pruning", spec.pruning},
                {"threshold", number_or_null(spec.threshold)},
                {"washout_s", number_or_null(spec.washout_s)}};
    one.update(found_of(spec.found));
    grid.push_back(one);
  }
  return grid;
}

Json headline_of(const CdtEstimate& headline) {
  const auto* deciding = headline.deciding();
  return {{"model", headline.name},
          {"estimate", headline.estimate},
          {"rows", headline.rows},
          {"clusters", headline.clusters},
          {"inference", inference_json(headline.inference)},
          {"deciding", deciding != nullptr ? Json(deciding->method) : Json()}};
}

}  // namespace

std::string sensitivity_json(const CdtCommand& command, const SensitivityAnswer& answer) {
  Json out = sample_json(command, answer.source, answer.flow, answer.cdt.cuts);
  const auto* headline = answer.headline();
  out["status"] = name_of(answer.cdt.status);
  out["headline"] = headline != nullptr ? headline_of(*headline) : Json();
  out["placebos"] = placebos_of(answer);
  out["robustness"] = answer.robustness ? robustness_of(answer) : Json();
  out["e_value"] = Json();
  if (answer.e_values) {
    out["e_value"] = {{"sd_control", answer.e_values->sd_control},
                      {"estimate", answer.e_values->estimate},
                      {"limit", answer.e_values->limit}};
  }
  out["rosenbaum"] = answer.rosenbaum ? rosenbaum_of(*answer.rosenbaum) : Json();
  out["spec_grid"] = grid_of(answer);
  const char letter = answer.grade.letter;
  out["grade"] = letter == '-' ? Json() : Json(std::string(1, letter));
  out["grade_reasons"] = answer.grade.reasons;
  return json_text(out);
}

}  // namespace holdfast
