#include "tca/analysis_making.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "account/quote_covariates.h"
#include "tca/account_tables.h"
#include "tca/analysis_columns.h"
#include "tca/column_making.h"

namespace holdfast {
namespace {

using Number = std::optional<double>;
constexpr std::int64_t kHalfHour = 1'800'000'000'000, kHalfHoursOfADay = 48;

Number in_us(std::optional<std::int64_t> ns) {
  if (!ns) return std::nullopt;
  return static_cast<double>(*ns) / 1e3;
}

class Making {
 public:
  Making(const OrderTables& tables, const HostRegimesRead& telemetry, const MarketFacts& facts)
      : tables_(tables), telemetry_(telemetry), facts_(facts) {
    choose();
    label();
  }

  AnalysisMade make() {
    out_.table.rows = rows_.size();
    add_names();
    add_label();
    add_covariates();
    add_mediators();
    add_outcomes();
    return std::move(out_);
  }

 private:
  void choose();
  bool is_over(std::size_t child) const;
  void label();
  void add_names();
  void add_label();
  void add_covariates();
  void add_mediators();
  void add_outcomes();
  void covariate(const char* name, Column column);
  Number participation(std::uint32_t child) const;
  Number log_volume(std::uint32_t child) const;
  Number md_rate(std::uint32_t child) const;

  // A column that is a function of the child.
  template <class Value>
  void number(const char* name, Value value) {
    out_.table.columns.push_back(number_column(
        name, rows_.size(), [&](std::size_t row) { return Number(value(rows_[row])); }));
  }
  template <class Value>
  void integer(const char* name, Value value) {
    out_.table.columns.push_back(integer_column(name, rows_.size(), [&](std::size_t row) {
      return std::optional<std::int64_t>(value(rows_[row]));
    }));
  }
  void of_child(const char* name) {
    out_.table.columns.push_back(column_of_rows(name, tables_.children.find(name), rows_.size(),
                                                [&](std::size_t row) { return rows_[row]; }));
  }
  const ChildOrder& order(std::uint32_t child) const { return tables_.child_orders[child]; }
  const ParentOrder& parent(std::uint32_t child) const {
    return tables_.parent_orders[order(child).parent];
  }
  // What each level of the children's hosts has; nullptr where that is nothing.
  template <class Value>
  std::vector<const Value*> by_host(const std::map<std::string, Value, std::less<>>& values) const {
    std::vector<const Value*> by_code;
    for (const auto& level : tables_.children.find("host")->levels) {
      const auto found = values.find(level);
      by_code.push_back(found == values.end() ? nullptr : &found->second);
    }
    return by_code;
  }
  static Number cell(const Table& table, const char* name, std::size_t row) {
    const auto* column = table.find(name);
    if (column == nullptr || column->is_null_at(row)) return std::nullopt;
    return column->numbers[row];
  }

  const OrderTables& tables_;
  const HostRegimesRead& telemetry_;
  const MarketFacts& facts_;
  std::vector<std::uint32_t> rows_;  // children
  std::vector<RegimeAt> regimes_;    // by row
  AnalysisMade out_;
};

bool Making::is_over(std::size_t child) const {
  const auto& executions = tables_.executions.children[child];
  return executions.is_canceled || executions.is_rejected || executions.is_expired ||
         executions.is_replaced ||
         tables_.accounts.children[child].filled >= tables_.child_orders[child].quantity;
}

void Making::choose() {
  for (std::uint32_t child = 0; child < tables_.child_orders.size(); ++child) {
    if (order(child).parent == kNoRow) {
      ++out_.orphans;
    } else if (!is_over(child)) {
      ++out_.open;
    } else {
      rows_.push_back(child);
    }
  }
}

void Making::label() {
  const auto regimes = by_host(telemetry_.hosts);
  const auto& column = *tables_.children.find("host");
  for (const auto child : rows_) {
    const auto* host = column.is_null_at(child) ? nullptr : regimes[column.codes[child]];
    regimes_.push_back(host == nullptr ? RegimeAt{} : host->at(order(child).decision_ns));
    const auto& regime = regimes_.back();
    ++out_.reasons[std::string(name_of(regime.reason))];
    if (regime.is_drifted) ++(*regime.is_drifted ? out_.drifted : out_.aligned);
  }
}

void Making::add_names() {
  of_child("child_id");
  of_child("parent_id");
  integer("ts_decision_ns", [&](auto child) { return order(child).decision_ns; });
  of_child("host");
  out_.table.columns.push_back(
      column_of_rows("session", tables_.parents.find("session"), rows_.size(),
                     [&](std::size_t row) { return order(rows_[row]).parent; }));
  integer("bucket",
          [&](auto child) { return order(child).decision_ns / kHalfHour % kHalfHoursOfADay; });
  of_child("symbol");
  of_child("venue");
}

void Making::add_label() {
  const auto of_row = [&](const char* name, auto value) {
    out_.table.columns.push_back(number_column(
        name, rows_.size(), [&](std::size_t row) -> Number { return value(regimes_[row]); }));
  };
  out_.table.columns.push_back(
      integer_column("D", rows_.size(), [&](std::size_t row) -> std::optional<std::int64_t> {
        const auto& is_drifted = regimes_[row].is_drifted;
        if (!is_drifted) return std::nullopt;
        return *is_drifted ? 1 : 0;
      }));
  out_.table.columns.push_back(text_column(
      "label", rows_.size(), [&](std::size_t row) { return name_of(regimes_[row].reason); }));
  of_row("vam_eff", [](const RegimeAt& regime) -> Number {
    return regime.window == nullptr ? std::nullopt : regime.window->vam_effective;
  });
}

// A covariate that no row has is left out, so that what cdt is told to take is there.
void Making::covariate(const char* name, Column column) {
  const bool is_there =
      column.kind != ColumnKind::number ||
      std::ranges::any_of(column.numbers, [](double x) { return !std::isnan(x); });
  (is_there ? out_.covariates : out_.not_there).emplace_back(name);
  if (is_there) out_.table.columns.push_back(std::move(column));
}

Number Making::participation(std::uint32_t child) const {
  const auto planned = cell(tables_.children, "planned_participation", child);
  return planned ? planned : cell(tables_.parents, "planned_rate", order(child).parent);
}

Number Making::log_volume(std::uint32_t child) const {
  const auto& symbols = *tables_.children.find("symbol");
  if (symbols.is_null_at(child)) return std::nullopt;
  const auto found = facts_.volumes.find(symbols.levels[symbols.codes[child]]);
  if (found == facts_.volumes.end() || !(found->second > 0)) return std::nullopt;
  return std::log(found->second);
}

Number Making::md_rate(std::uint32_t child) const {
  const auto said = cell(tables_.children, "md_rate", child);
  return said ? said
              : md_rate_before(*tables_.index, parent(child).symbol, order(child).decision_ns);
}

void Making::add_covariates() {
  const auto& index = *tables_.index;
  const auto add = [&](const char* name, auto value) {
    covariate(name, number_column(name, rows_.size(),
                                  [&](std::size_t row) { return Number(value(rows_[row])); }));
  };
  add("spread_bps", [&](auto child) {
    return spread_bps_before(index, parent(child).symbol, order(child).decision_ns);
  });
  add("vol_bps", [&](auto child) {
    return vol_bps_before(index, parent(child).symbol, order(child).decision_ns);
  });
  add("participation", [&](auto child) { return participation(child); });
  add("log_adv", [&](auto child) { return log_volume(child); });
  const auto shares = lit_shares(tables_, facts_.lit_venues);
  add("lit_share", [&](auto child) { return shares[child]; });
  add("md_rate", [&](auto child) { return md_rate(child); });
  const auto add_integer = [&](const char* name, auto value) {
    covariate(name, integer_column(name, rows_.size(), [&](std::size_t row) {
                return std::optional<std::int64_t>(value(rows_[row]));
              }));
  };
  add_integer("side", [&](auto child) { return parent(child).side; });
  add_integer("passive", [&](auto child) { return order(child).is_passive ? 1 : 0; });
  number("pre_mid_bps", [&](auto child) {
    return mid_move_bps_before(index, parent(child).symbol, order(child).decision_ns,
                               parent(child).side);
  });
}

void Making::add_mediators() {
  const auto of_window = [&](const char* name, Number HostWindow::* figure) {
    out_.table.columns.push_back(number_column(name, rows_.size(), [&](std::size_t row) -> Number {
      const auto* window = regimes_[row].window;
      return window == nullptr ? std::nullopt : window->*figure;
    }));
  };
  of_window("nrs", &HostWindow::nrs);
  of_window("llc_misses", &HostWindow::llc_misses);
  of_window("softirq_us", &HostWindow::softirq_us);
  number("drift_us", [&](auto child) { return in_us(tables_.accounts.children[child].age_ns); });
  if (telemetry_.clocks.empty()) return;
  const auto clocks = by_host(telemetry_.clocks);
  const auto& hosts = *tables_.children.find("host");
  number("clock_error_us", [&](auto child) -> Number {
    const auto* clock = hosts.is_null_at(child) ? nullptr : clocks[hosts.codes[child]];
    return clock == nullptr ? std::nullopt : in_us(clock->max_error_ns(order(child).decision_ns));
  });
}

void Making::add_outcomes() {
  const auto& accounts = tables_.accounts.children;
  number("notional_usd", [&](auto child) -> Number {
    const auto& benchmark = tables_.accounts.parents[order(child).parent].twice_benchmark;
    if (benchmark == 0) return std::nullopt;
    const auto fx = cell(tables_.parents, "fx_usd", order(child).parent);
    return quantity_of(order(child).quantity) * price_of(benchmark) / 2 * fx.value_or(1);
  });
  const auto cost = [&](const char* name, auto part) {
    number(name,
           [&](auto child) { return child_bps(accounts[child], part(accounts[child].cost)); });
  };
  cost("y", [](const CostParts& parts) { return parts.total(); });
  cost("y_impact", [](const CostParts& parts) { return parts.impact; });
  cost("y_timing", [](const CostParts& parts) { return parts.timing(); });
  cost("y_routing", [](const CostParts& parts) { return parts.routing(); });
  number("ack_us", [&](auto child) -> Number {
    const auto* ack = ack_of(tables_, child);
    return ack == nullptr ? std::nullopt : in_us(elapsed_ns(order(child).send_ns, ack->recv_ns));
  });
  number("jitter_us", [&](auto child) { return in_us(jitter_ns(order(child))); });
  number("fill_share", [&](auto child) {
    return quantity_of(accounts[child].filled) / quantity_of(order(child).quantity);
  });
}

}  // namespace

AnalysisMade make_analysis(const OrderTables& tables, const HostRegimesRead& telemetry,
                           const MarketFacts& facts) {
  return Making(tables, telemetry, facts).make();
}

std::string cdt_line(const AnalysisMade& made, const std::string& file) {
  std::vector<std::string> coarsened;
  for (const auto& one : AnalysisColumns().coarsened) {
    if (std::ranges::find(made.covariates, one.column) != made.covariates.end()) {
      coarsened.push_back(fmt::format("{}:{}", one.column, one.bins));
    }
  }
  return fmt::format("holdfast-tca cdt --analysis {} --covariates {} --coarsen {}", file,
                     fmt::join(made.covariates, ","), fmt::join(coarsened, ","));
}

Table windows_table(const std::map<std::string, HostRegimes, std::less<>>& hosts) {
  std::vector<const HostWindow*> windows;
  std::vector<std::string_view> names;
  for (const auto& [host, regimes] : hosts) {
    for (const auto& window : regimes.windows()) {
      windows.push_back(&window);
      names.push_back(host);
    }
  }
  Table table;
  table.rows = windows.size();
  const auto integer = [&](const char* name, auto value) {
    table.columns.push_back(integer_column(name, table.rows, [&](std::size_t row) {
      return std::optional<std::int64_t>(static_cast<std::int64_t>(value(*windows[row])));
    }));
  };
  table.columns.push_back(
      text_column("host", table.rows, [&](std::size_t row) { return names[row]; }));
  integer("begin_ns", [](const HostWindow& one) { return one.begin_ns; });
  integer("end_ns", [](const HostWindow& one) { return one.end_ns; });
  table.columns.push_back(text_column(
      "regime", table.rows, [&](std::size_t row) { return name_of(windows[row]->regime); }));
  integer("drifted_state", [](const HostWindow& one) { return one.is_drifted; });
  integer("changed", [](const HostWindow& one) { return one.is_changed; });
  struct Figure {
    const char* name;
    Number HostWindow::* figure;
  };
  for (const auto& [name, figure] :
       {Figure{"vam_eff", &HostWindow::vam_effective},
        Figure{"vam_req", &HostWindow::vam_requested},
        Figure{"vam_obs", &HostWindow::vam_delivered}, Figure{"nrs", &HostWindow::nrs},
        Figure{"hj50_ns", &HostWindow::hj50_ns}, Figure{"hj95_ns", &HostWindow::hj95_ns},
        Figure{"hj95_low_ns", &HostWindow::hj95_low_ns},
        Figure{"hj95_high_ns", &HostWindow::hj95_high_ns}, Figure{"hj99_ns", &HostWindow::hj99_ns},
        Figure{"hj999_ns", &HostWindow::hj999_ns}, Figure{"hj95x_ns", &HostWindow::hj95x_ns},
        Figure{"sad", &HostWindow::sad}, Figure{"sad_n", &HostWindow::sad_normalised},
        Figure{"sad_delta", &HostWindow::sad_delta}, Figure{"leak", &HostWindow::leak},
        Figure{"llc_misses", &HostWindow::llc_misses},
        Figure{"softirq_us", &HostWindow::softirq_us}}) {
    table.columns.push_back(number_column(
        name, table.rows, [&](std::size_t row) -> Number { return windows[row]->*figure; }));
  }
  integer("active_vectors", [](const HostWindow& one) { return one.active; });
  integer("drifted_vectors", [](const HostWindow& one) { return one.drifted; });
  integer("no_target", [](const HostWindow& one) { return one.no_target; });
  integer("target_offline", [](const HostWindow& one) { return one.target_offline; });
  integer("resets", [](const HostWindow& one) { return one.resets; });
  integer("born", [](const HostWindow& one) { return one.born; });
  integer("vanished", [](const HostWindow& one) { return one.vanished; });
  integer("packet_delays", [](const HostWindow& one) { return one.delays; });
  integer("negative_delays", [](const HostWindow& one) { return one.negative_delays; });
  std::string statuses;
  table.columns.push_back(text_column("status", table.rows, [&](std::size_t row) {
    const auto all = statuses_of(*windows[row]);
    statuses = all.empty() ? "OK" : fmt::format("{}", fmt::join(all, " "));
    return std::string_view(statuses);
  }));
  return table;
}

}  // namespace holdfast
