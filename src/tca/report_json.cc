#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "tca/answer_json.h"
#include "tca/report_answer.h"
#include "tca/sample_json.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

Json or_null(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json text_or_null(const std::optional<std::string>& text) { return text ? Json(*text) : Json(); }

Json input_of(const AnalysisSource& source) {
  return {{"file", source.file},
          {"format", source.format},
          {"bytes", source.bytes},
          {"sha256", source.sha256}};
}

Json events_of(const GivenEvents& events) {
  Json outcomes = Json::array();
  for (const auto& one : events.outcomes) {
    Json betas = Json::array();
    for (const auto& beta : one.betas) {
      betas.push_back({{"k", beta.k},
                       {"beta", beta.beta},
                       {"se", or_null(beta.error)},
                       {"low", or_null(beta.low)},
                       {"high", or_null(beta.high)},
                       {"band_low", or_null(beta.band_low)},
                       {"band_high", or_null(beta.band_high)}});
    }
    outcomes.push_back({{"outcome", one.outcome},
                        {"direction", text_or_null(one.direction)},
                        {"cause", text_or_null(one.cause)},
                        {"status", one.status},
                        {"pretrend_p", or_null(one.pretrend_p)},
                        {"betas", betas}});
  }
  return {{"outcomes", outcomes}};
}

Json canary_of(const GivenCanary& canary) {
  Json looks = Json::array();
  for (const auto& look : canary.looks) {
    looks.push_back({{"pairs", look.pairs},
                     {"ln_e_cost", or_null(look.cost)},
                     {"ln_e_hj99", or_null(look.jitter)},
                     {"ln_e_completion", or_null(look.completion)},
                     {"cs_low", or_null(look.low)},
                     {"cs_high", or_null(look.high)}});
  }
  return {{"decision", canary.decision},
          {"threshold_ln_e", or_null(canary.threshold)},
          {"looks", looks}};
}

Json grid_of(const GivenGrid& grid) {
  Json points = Json::array();
  for (const auto& point : grid.points) {
    points.push_back({{"effects", point.effects},
                      {"pruning", point.pruning},
                      {"threshold", or_null(point.threshold)},
                      {"washout_s", or_null(point.washout)},
                      {"status", text_or_null(point.status)},
                      {"estimate", or_null(point.estimate)},
                      {"se", or_null(point.error)},
                      {"low", or_null(point.low)},
                      {"high", or_null(point.high)}});
  }
  return points;
}

Json answer_of(const CdtCommand& command, const ReportAnswer& answer) {
  const auto& estimates = answer.cdt.estimates;
  const auto* headline = headline_of(estimates);
  const auto* deciding = headline == nullptr ? nullptr : headline->deciding();
  const auto grade = report_grade(answer);
  const auto of_deciding = [&](double ClusterEstimate::* member) {
    return deciding == nullptr ? Json() : Json(deciding->*member);
  };
  return {{"sentence", report_sentence(command, answer)},
          {"caveats", report_caveats(command, answer)},
          {"grade", grade.empty() ? Json() : Json(grade)},
          {"estimate", headline == nullptr ? Json() : Json(headline->estimate)},
          {"low", of_deciding(&ClusterEstimate::low)},
          {"high", of_deciding(&ClusterEstimate::high)},
          {"error", of_deciding(&ClusterEstimate::error)},
          {"mde", of_deciding(&ClusterEstimate::smallest_detectable)},
          {"method", deciding == nullptr ? Json() : Json(deciding->method)}};
}

Json arms_of(std::size_t treated, std::size_t control) {
  return {{"rows", treated + control}, {"treated", treated}, {"control", control}};
}

// What the regimes lost on their way to the answer.
Json flow_of(const CdtEstimates& estimates) {
  const auto& match = estimates.match;
  const auto* headline = headline_of(estimates);
  return {{"pruned",
           arms_of(match.treated - match.matched_treated, match.control - match.matched_control)},
          {"matched", arms_of(match.matched_treated, match.matched_control)},
          {"used", headline == nullptr
                       ? Json()
                       : arms_of(headline->treated, headline->rows - headline->treated)}};
}

// The decomposition's own rows: it drops more of them than the others.
Json parts_of(const CdtCommand& command, const DecomposeAnswer& parts) {
  Json out = sample_json(command, parts.source, parts.flow, parts.cuts);
  for (const char* name : {"schema_version", "program", "duckdb", "inputs", "config"}) {
    out.erase(name);
  }
  out.update(decompose_value(command, parts));
  return out;
}

}  // namespace

std::string report_json(const CdtCommand& command, const ReportAnswer& answer) {
  const auto& cdt = answer.cdt;
  Json out = sample_json(command, cdt.source, cdt.flow, cdt.estimates.cuts);
  const auto& [events, canary, grid] = answer.given;
  if (events) out["inputs"].push_back(input_of(events->source));
  if (canary) out["inputs"].push_back(input_of(canary->source));
  if (grid) out["inputs"].push_back(input_of(grid->source));
  out["flow"] = flow_of(cdt.estimates);
  out["answer"] = answer_of(command, answer);
  out["cdt"] = cdt_value(cdt.estimates);
  out["cdt_usd"] = usd_value(cdt.usd);
  out["tail"] = tail_value(answer.tail);
  out["decomposition"] = answer.parts ? parts_of(command, *answer.parts) : Json();
  out["cells"] = cells_value(answer.cells);
  out["events"] = events ? events_of(*events) : Json();
  out["canary"] = canary ? canary_of(*canary) : Json();
  out["spec_grid"] = grid ? grid_of(*grid) : Json();
  return json_text(out);
}

}  // namespace holdfast
