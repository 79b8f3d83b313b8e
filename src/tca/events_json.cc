#include <nlohmann/json.hpp>

#include "tca/events_answer.h"
#include "tca/sample_json.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

Json config_of(const EventsCommand& command) {
  return {{"bin_seconds", static_cast<double>(command.bin_ns) / 1e9},
          {"window", {command.window.first, command.window.last}},
          {"reference", -1},
          {"life", command.window.life},
          {"repair_causes", command.repair_causes},
          {"by", command.is_by_cause ? Json("cause") : Json()},
          {"seed", command.seed},
          {"draws", command.draws}};
}

Json betas_of(const EventStudy& study) {
  Json betas = Json::array();
  for (const auto& one : study.effects) {
    const bool has_error = study.status == EstimateStatus::ok || one.k == -1;
    const auto or_null = [&](double value) { return has_error ? Json(value) : Json(); };
    betas.push_back({{"k", one.k},
                     {"beta", one.effect},
                     {"se", or_null(one.error)},
                     {"low", or_null(one.low)},
                     {"high", or_null(one.high)},
                     {"band_low", or_null(one.band_low)},
                     {"band_high", or_null(one.band_high)}});
  }
  return betas;
}

Json dropped_of(const EventsOutcome& one) {
  Json dropped = {{"outside_panel", one.outside_panel}};
  for (std::size_t reason = 0; reason < kEventDrops; ++reason) {
    dropped[std::string(name_of(static_cast<EventDrop>(reason)))] = one.dropped[reason];
  }
  return dropped;
}

Json pretrend_of(const std::optional<Pretrend>& trend) {
  if (!trend) return {};
  return {{"t", std::isfinite(trend->t) ? Json(trend->t) : Json()},
          {"enumerated", trend->enumerated},
          {"draws", trend->draws},
          {"larger", trend->larger},
          {"ties", trend->ties},
          {"p", trend->p}};
}

Json placebo_of(const std::optional<EventPlacebo>& placebo) {
  if (!placebo) return {};
  return {{"events", placebo->events},
          {"draws", placebo->draws},
          {"mean_effect", placebo->effect},
          {"larger", placebo->larger},
          {"p", placebo->p}};
}

Json outcome_of(const EventsOutcome& one) {
  const auto& study = one.study;
  const bool has_band = study.status == EstimateStatus::ok;
  return {{"outcome", one.outcome},
          {"direction", one.is_repair ? "repair" : "drift"},
          {"cause", one.cause ? Json(*one.cause) : Json()},
          {"status", name_of(one.status)},
          {"events", study.events},
          {"hosts", study.hosts},
          {"dropped", dropped_of(one)},
          {"betas", betas_of(study)},
          {"band_critical", has_band ? Json(study.critical) : Json()},
          {"pretrend_p", one.pretrend ? Json(one.pretrend->p) : Json()},
          {"pretrend", pretrend_of(one.pretrend)},
          {"placebo", placebo_of(one.placebo)}};
}

}  // namespace

std::string events_json(const EventsCommand& command, const EventsAnswer& answer) {
  const auto& [panel, events, all] = answer;
  Json outcomes = Json::array();
  for (const auto& one : all) outcomes.push_back(outcome_of(one));
  return json_text({{"schema_version", 1},
                    {"program", "holdfast-tca " HOLDFAST_VERSION},
                    {"duckdb", Database::version()},
                    {"inputs", {source_json(panel.source), source_json(events.source)}},
                    {"config", config_of(command)},
                    {"panel",
                     {{"rows", panel.rows},
                      {"rows_without_place", panel.rows_without_place},
                      {"hosts", panel.grid.hosts},
                      {"sessions", panel.sessions.size()},
                      {"bins", panel.grid.bins()}}},
                    {"events",
                     {{"rows", events.rows},
                      {"rows_without_place", events.rows_without_place},
                      {"merged", events.merged},
                      {"outside_panel", events.strays.size()},
                      {"in_panel", events.events.size()}}},
                    {"outcomes", outcomes}});
}

}  // namespace holdfast
