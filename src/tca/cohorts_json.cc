#include <cmath>
#include <nlohmann/json.hpp>

#include "tca/cohorts_answer.h"
#include "tca/sample_json.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

Json number_or_none(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json acks_of(const Cohort& cohort) {
  if (cohort.ack_rtt_us.empty()) return {};
  const auto& q = cohort.ack_rtt_us;
  return {{"p50", q[0]}, {"p95", q[1]}, {"p99", q[2]}, {"p999", q[3]}};
}

Json fills_of(const FillTable& fills) {
  if (fills.orders == 0) return {};
  Json filled_by = Json::array();
  for (std::size_t i = 0; i < kFillHorizons.size(); ++i) {
    filled_by.push_back({{"seconds", kFillHorizons[i]},
                         {"incidence", fills.filled[i]},
                         {"kaplan_meier", fills.kaplan_meier[i]}});
  }
  return {{"orders", fills.orders},
          {"filled_by", filled_by},
          {"mean_unfilled_5s", fills.mean_unfilled_5s}};
}

Json difference_of(const Cohort& cohort) {
  if (!cohort.difference) return {};
  const auto& one = *cohort.difference;
  const bool has_error = one.status == EstimateStatus::ok || one.status == EstimateStatus::low_n;
  const auto or_null = [&](double value) { return has_error ? Json(value) : Json(); };
  const bool has_estimate = has_error || one.status == EstimateStatus::no_inference;
  return {{"status", name_of(one.status)}, {"estimate", has_estimate ? Json(one.estimate) : Json()},
          {"se", or_null(one.error)},      {"degrees", or_null(one.degrees)},
          {"low", or_null(one.low)},       {"high", or_null(one.high)},
          {"p", or_null(one.p)},           {"p_holm", number_or_none(cohort.holm)}};
}

Json dropped_of(const CohortOrders& orders) {
  Json dropped = Json::object();
  for (std::size_t reason = 0; reason < kCohortDrops; ++reason) {
    dropped[std::string(name_of(static_cast<CohortDrop>(reason)))] = orders.dropped[reason];
  }
  return dropped;
}

}  // namespace

std::string cohorts_json(const CohortsCommand& command, const CohortsAnswer& answer) {
  Json inputs = Json::array(), cohorts = Json::array();
  for (const auto& source : answer.orders.sources) inputs.push_back(source_json(source));
  for (const auto& one : answer.cohorts) {
    cohorts.push_back({{"host", answer.orders.hosts[one.host]},
                       {"vector", one.vector},
                       {"drifted", one.is_drifted},
                       {"n", one.orders},
                       {"acked", one.acked},
                       {"ack_rtt_us", acks_of(one)},
                       {"handler_p95_us", one.handler_p95_us ? Json(*one.handler_p95_us) : Json()},
                       {"fills", fills_of(one.fills)},
                       {"difference", difference_of(one)}});
  }
  const auto ranks = answer.ranks
                         ? Json{{"chi_squared", answer.ranks->chi_squared}, {"p", answer.ranks->p}}
                         : Json();
  return json_text({{"schema_version", 1},
                    {"program", "holdfast-tca " HOLDFAST_VERSION},
                    {"duckdb", Database::version()},
                    {"inputs", inputs},
                    {"config", {{"outcome", command.outcome}, {"tau", command.tau}}},
                    {"orders",
                     {{"read", answer.orders.read},
                      {"dropped", dropped_of(answer.orders)},
                      {"kept", answer.orders.orders.size()}}},
                    {"status", name_of(answer.status)},
                    {"threshold_us", number_or_none(answer.threshold)},
                    {"cohorts", cohorts},
                    {"fills",
                     {{"aligned", fills_of(answer.aligned)},
                      {"drifted", fills_of(answer.drifted)},
                      {"log_rank", ranks}}}});
}

}  // namespace holdfast
