#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "cdt/cohort_tail.h"
#include "stats/quantile.h"
#include "tca/cohorts_answer.h"
#include "tca/output.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

constexpr std::int64_t kBucketNs = 1'800'000'000'000, kDayNs = 48 * kBucketNs;
constexpr std::array<double, 4> kAckQuantiles = {.5, .95, .99, .999};

FillTable fill_table(std::span<const FillTime> fills) {
  FillTable table{.orders = fills.size()};
  const FillCurve curve(fills);
  for (std::size_t i = 0; i < kFillHorizons.size(); ++i) {
    table.filled[i] = curve.filled_by(kFillHorizons[i]);
    table.kaplan_meier[i] = curve.kaplan_meier_by(kFillHorizons[i]);
  }
  table.mean_unfilled_5s = curve.mean_unfilled_until(5);
  return table;
}

std::vector<FillTime> fills_of(std::span<const CohortOrder* const> orders) {
  std::vector<FillTime> fills;
  for (const auto* order : orders) {
    if (order->is_passive) fills.push_back(order->fill);
  }
  return fills;
}

Cohort cohort_of(std::span<const CohortOrder* const> orders) {
  const auto& first = *orders.front();
  Cohort cohort{.host = first.host,
                .vector = first.vector,
                .is_drifted = first.is_drifted,
                .orders = orders.size(),
                .holm = std::nan("")};
  std::vector<double> acks, handlers;
  for (const auto* order : orders) {
    if (!std::isnan(order->ack_rtt_us)) acks.push_back(order->ack_rtt_us);
    if (!std::isnan(order->handler_us)) handlers.push_back(order->handler_us);
  }
  cohort.acked = acks.size();
  cohort.ack_rtt_us = quantiles_type7(acks, kAckQuantiles);
  const auto p95 = quantiles_type7(handlers, std::array{.95});
  if (!p95.empty()) cohort.handler_p95_us = p95.front();
  cohort.fills = fill_table(fills_of(orders));
  return cohort;
}

// Whole numbers as a factor, in their order.
class Codes {
 public:
  void add(std::int64_t value) { values_.push_back(value); }
  Factor factor() {
    std::vector<std::int64_t> levels = values_;
    std::ranges::sort(levels);
    levels.erase(std::ranges::unique(levels).begin(), levels.end());
    codes_.clear();
    for (const auto value : values_) {
      codes_.push_back(
          static_cast<std::uint32_t>(std::ranges::lower_bound(levels, value) - levels.begin()));
    }
    return {codes_, static_cast<std::uint32_t>(levels.size())};
  }

 private:
  std::vector<std::int64_t> values_;
  std::vector<std::uint32_t> codes_;
};

void add_differences(CohortsAnswer& answer, const CohortsCommand& command) {
  std::map<std::pair<std::uint32_t, std::int64_t>, std::uint32_t> number;
  for (const auto& cohort : answer.cohorts) {
    if (cohort.is_drifted) {
      number.emplace(std::pair(cohort.host, cohort.vector),
                     static_cast<std::uint32_t>(number.size() + 1));
    }
  }
  std::vector<double> y;
  std::vector<std::uint32_t> cohort;
  Codes host, bucket, cluster;
  const auto hosts = static_cast<std::int64_t>(answer.orders.hosts.size());
  for (const auto& order : answer.orders.orders) {
    const double value = command.outcome == "handler_us" ? order.handler_us : order.ack_rtt_us;
    if (std::isnan(value)) continue;
    y.push_back(value);
    cohort.push_back(order.is_drifted ? number.at({order.host, order.vector}) : kAlignedCohort);
    host.add(order.host);
    bucket.add(order.ts_decision_ns / kBucketNs);
    cluster.add(order.ts_decision_ns / kDayNs * hosts + order.host);
  }
  const auto found = cohort_tail({.y = y,
                                  .cohort = cohort,
                                  .cohorts = static_cast<std::uint32_t>(number.size()),
                                  .effects = {host.factor(), bucket.factor()},
                                  .clusters = cluster.factor(),
                                  .tau = command.tau});
  answer.threshold = found.threshold;
  for (auto& one : answer.cohorts) {
    if (!one.is_drifted) continue;
    const auto place = number.at({one.host, one.vector}) - 1;
    one.difference = found.differences[place];
    one.holm = found.holm[place];
  }
}

EstimateStatus status_of(const CohortsAnswer& answer) {
  if (answer.cohorts.empty()) return EstimateStatus::empty;
  const auto is_drifted = [](const Cohort& cohort) { return cohort.is_drifted; };
  if (std::ranges::none_of(answer.cohorts, is_drifted)) return EstimateStatus::no_treated;
  return std::ranges::all_of(answer.cohorts, is_drifted) ? EstimateStatus::no_control
                                                         : EstimateStatus::ok;
}

void add_cohorts(CohortsAnswer& answer) {
  std::map<std::tuple<std::uint32_t, std::int64_t, bool>, std::vector<const CohortOrder*>> by_key;
  std::array<std::vector<const CohortOrder*>, 2> by_regime;
  for (const auto& order : answer.orders.orders) {
    by_key[{order.host, order.vector, order.is_drifted}].push_back(&order);
    by_regime[order.is_drifted ? 1 : 0].push_back(&order);
  }
  for (const auto& [key, orders] : by_key) answer.cohorts.push_back(cohort_of(orders));
  const auto aligned = fills_of(by_regime[0]), drifted = fills_of(by_regime[1]);
  answer.aligned = fill_table(aligned);
  answer.drifted = fill_table(drifted);
  answer.ranks = fill_log_rank(aligned, drifted);
}

}  // namespace

Result<CohortsAnswer> cohorts_answer(const CohortsCommand& command) {
  auto orders = read_cohort_orders(command);
  if (!orders) return tl::unexpected(orders.error());
  CohortsAnswer answer{.orders = std::move(*orders)};
  add_cohorts(answer);
  add_differences(answer, command);
  answer.status = status_of(answer);
  return answer;
}

int run_cohorts(const CohortsCommand& command) {
  const auto answer = cohorts_answer(command);
  if (!answer) return report_tca(answer.error());
  return write_outputs([&] { return cohorts_text(command, *answer); },
                       {{command.json, [&] { return cohorts_json(command, *answer); }},
                        {command.csv, [&] { return cohorts_csv(*answer); }}});
}

}  // namespace holdfast
