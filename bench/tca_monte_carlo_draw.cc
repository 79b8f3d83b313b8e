#include "tca_monte_carlo_draw.h"

#include <algorithm>

#include "base/check.h"
#include "cdt/gelbach.h"
#include "cdt/iw_qte.h"
#include "cdt/matched_tail.h"
#include "order_synth/order_row.h"
#include "order_synth/order_truth.h"
#include "tca/analysis_sample.h"
#include "tca/cdt_estimates.h"

namespace holdfast {
namespace {

constexpr const char* kMediators[] = {"nrs", "llc_misses", "softirq_us", "drift_us"};
constexpr const char* kChannels[] = {"y_impact", "y_timing", "y_routing"};

struct Orders {
  Table table;
  OrderTruthTable truth;
};

Column& add_column(Table& table, const std::string& name, ColumnKind kind) {
  table.columns.push_back({.name = name, .kind = kind});
  return table.columns.back();
}

void add_texts(Table& table, const std::string& name, const std::vector<OrderRow>& rows,
               std::uint32_t levels, std::uint32_t OrderRow::* member) {
  auto& column = add_column(table, name, ColumnKind::text);
  for (std::uint32_t level = 0; level < levels; ++level) {
    column.levels.push_back(std::to_string(level));
  }
  for (const auto& row : rows) column.codes.push_back(row.*member);
}

template <class Value>
void add_numbers(Table& table, const std::string& name, const std::vector<OrderRow>& rows,
                 const Value& value) {
  auto& column = add_column(table, name, ColumnKind::number);
  column.numbers.reserve(rows.size());
  for (const auto& row : rows) column.numbers.push_back(value(row));
}

void add_costs(Table& table, const std::vector<OrderRow>& rows) {
  const auto bps = [](std::int64_t ubps) { return static_cast<double>(ubps) / 1e6; };
  add_numbers(table, "y", rows,
              [&](const OrderRow& row) { return bps(row.outcome().cost.y_ubps()); });
  for (std::size_t k = 0; k < std::size(kChannels); ++k) {
    add_numbers(table, kChannels[k], rows,
                [&](const OrderRow& row) { return bps(row.outcome().cost.channel_ubps[k]); });
  }
  for (std::size_t k = 0; k < std::size(kMediators); ++k) {
    add_numbers(table, kMediators[k], rows,
                [&](const OrderRow& row) { return row.outcome().mediator[k]; });
  }
}

Orders make_orders(const OrderSynthOptions& options) {
  HOLDFAST_CHECK(check(options).has_value());
  const OrderWorld world(options);
  std::vector<OrderRow> rows;
  rows.reserve(options.rows);
  OrderTruth truth;
  for (std::uint64_t row = 0; row < options.rows; ++row) {
    rows.push_back(make_order_row(world, row));
    truth.add(rows.back());
  }
  Orders out{.truth = truth.table(options)};
  auto& table = out.table;
  table.rows = rows.size();
  add_texts(table, "host", rows, options.hosts, &OrderRow::host);
  add_texts(table, "session", rows, options.sessions, &OrderRow::session);
  add_texts(table, "bucket", rows, kOrderBuckets, &OrderRow::bucket);
  add_texts(table, "symbol", rows, options.symbols, &OrderRow::symbol);
  add_texts(table, "venue", rows, kOrderVenues.size(), &OrderRow::venue);
  add_numbers(table, "D", rows, [](const OrderRow& row) { return row.is_drifted ? 1.0 : 0.0; });
  add_numbers(table, "side", rows, [](const OrderRow& row) { return row.is_buy ? 1.0 : -1.0; });
  add_numbers(table, "passive", rows,
              [](const OrderRow& row) { return row.is_passive ? 1.0 : 0.0; });
  for (const auto& [name, member] : {std::pair{"spread_bps", &OrderRow::spread_bps},
                                     {"vol_bps", &OrderRow::vol_bps},
                                     {"participation", &OrderRow::participation},
                                     {"log_adv", &OrderRow::log_adv},
                                     {"lit_share", &OrderRow::lit_share},
                                     {"md_rate", &OrderRow::md_rate}}) {
    add_numbers(table, name, rows, [of = member](const OrderRow& row) { return row.*of; });
  }
  add_costs(table, rows);
  return out;
}

McEstimate interval_of(const CdtEstimate& one, const ClusterEstimate* inference,
                       const OrderTruthTable& truth) {
  McEstimate out{.estimate = one.estimate,
                 .truth = truth.satt_bps,
                 .expected = truth.expected_satt_bps,
                 .has_error = inference != nullptr};
  if (inference != nullptr) {
    out.low = inference->low;
    out.high = inference->high;
  }
  return out;
}

void add_tail(std::map<std::string, McEstimate>& out, const AnalysisRows& rows,
              const AnalysisColumns& columns, const OrderTruthTable& truth) {
  const auto matched = match_sample(rows, columns, true);
  const auto* regressed = regressed_rows(rows, matched, true);
  HOLDFAST_CHECK(regressed != nullptr);
  const HdfeDesign design(regression_input(*regressed, columns, columns.effects));
  HOLDFAST_CHECK(design.status() == EstimateStatus::ok);
  const auto y = regressed->number(columns.outcome);
  const auto cdfs = iw_cdfs(design, y);
  const auto clusters = clusters_of(design, regressed->factor(columns.cluster));
  for (const auto& wanted : truth.quantile) {
    const auto found = iw_qte(design, *cdfs, y, clusters, wanted.level);
    const double effect = wanted.effect_bps();
    out["iw_p" + std::to_string(static_cast<int>(100 * wanted.level + 0.5))] = {
        found.effect, effect, effect, true, found.low, found.high};
    if (wanted.level != 0.95) continue;
    const auto pair = matched_tail(rows.number(columns.outcome), rows.number(columns.treatment),
                                   matched.match.weights);
    out["matched_p95"] = {pair->quantile_effect(0.95), effect, effect, false, 0, 0};
  }
}

}  // namespace

std::map<std::string, McEstimate> mc_draw(const OrderSynthOptions& options,
                                          const AnalysisColumns& columns) {
  const auto orders = make_orders(options);
  const auto rows = analysis_rows(orders.table, numbers_of(columns), factors_of(columns));
  std::map<std::string, McEstimate> out;
  for (const auto& one : estimate_cdt(rows, columns, true, serial_for).estimates) {
    const auto cr1 = std::ranges::find(one.inference, "cr1", &ClusterEstimate::method);
    out[one.name] = interval_of(one, cr1 == one.inference.end() ? nullptr : &*cr1, orders.truth);
    if (one.name == "fe_b") out["fe_b_max"] = interval_of(one, one.deciding(), orders.truth);
  }
  add_tail(out, rows, columns, orders.truth);
  return out;
}

std::vector<McPart> mc_parts(const OrderSynthOptions& options, const ParallelFor& parallel) {
  const auto orders = make_orders(options);
  const AnalysisColumns columns;
  std::vector<std::string> more(std::begin(kMediators), std::end(kMediators));
  more.insert(more.end(), std::begin(kChannels), std::end(kChannels));
  const auto rows =
      analysis_rows(orders.table, numbers_of(columns, more), factors_of(columns), parallel);
  const auto matched = match_sample(rows, columns, true);
  const auto& regressed = *regressed_rows(rows, matched, true);
  GelbachInput input{.base = regression_input(regressed, columns, columns.effects),
                     .mediator_names = {std::begin(kMediators), std::end(kMediators)},
                     .clusters = regressed.factor(columns.cluster)};
  for (const auto* name : kMediators) input.mediators.push_back(regressed.number(name));
  for (const auto* name : kChannels) input.outcomes.push_back(regressed.number(name));
  const auto found = gelbach(input, parallel);
  std::vector<McPart> parts;
  for (std::size_t k = 0; k < found.sum.parts.size(); ++k) {
    const auto& part = found.sum.parts[k];
    parts.push_back({k < std::size(kMediators) ? kMediators[k] : "unattributed", part.value,
                     part.error, orders.truth.component_total_bps[k]});
  }
  return parts;
}

}  // namespace holdfast
