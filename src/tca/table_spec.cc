#include "tca/table_spec.h"

#include <algorithm>

namespace holdfast {
namespace {

constexpr auto kText = ColumnKind::text;
constexpr auto kInteger = ColumnKind::integer;
constexpr auto kNumber = ColumnKind::number;
constexpr bool kRequired = true, kOptional = false;

ColumnSpec text(std::string_view name, bool is_required = kOptional) {
  return {name, kText, is_required, ColumnRule::none};
}
ColumnSpec time(std::string_view name, bool is_required = kOptional) {
  return {name, kInteger, is_required, ColumnRule::time};
}
ColumnSpec integer(std::string_view name, bool is_required = kOptional,
                   ColumnRule rule = ColumnRule::not_negative) {
  return {name, kInteger, is_required, rule};
}
ColumnSpec number(std::string_view name, bool is_required = kOptional,
                  ColumnRule rule = ColumnRule::none) {
  return {name, kNumber, is_required, rule};
}

std::vector<TableSpec> orders_and_quotes() {
  const ColumnSpec side = {"side", kInteger, kRequired, ColumnRule::side};
  const auto qty = number("qty", kRequired, ColumnRule::positive);
  return {
      {"parent_orders",
       {text("parent_id", kRequired), text("symbol", kRequired), side, qty,
        time("ts_decision_ns", kRequired), time("ts_arrival_ns"), time("ts_end_ns", kRequired),
        text("host", kRequired), text("session", kRequired), text("strategy"), text("urgency"),
        number("limit_px"), number("planned_rate"), text("ccy"), number("fx_usd")},
       {"parent_id"},
       {{"ts_decision_ns", "ts_arrival_ns"}, {"ts_decision_ns", "ts_end_ns"}}},
      {"child_orders",
       {text("child_id", kRequired),
        text("parent_id", kRequired),
        text("symbol", kRequired),
        side,
        qty,
        number("limit_px"),
        text("ord_type", kRequired),
        text("tif", kRequired),
        text("venue", kRequired),
        time("ts_decision_ns", kRequired),
        time("ts_md_exch_ns"),
        integer("md_seq"),
        time("ts_md_ingest_ns"),
        time("ts_send_ns", kRequired),
        text("ts_send_src"),
        time("ts_intended_ns"),
        text("host", kRequired),
        integer("irq_vector"),
        integer("rx_queue"),
        integer("napi_id"),
        integer("cpu"),
        integer("passive"),
        number("planned_participation"),
        number("book_imb"),
        number("md_rate"),
        text("replaces")},
       {"child_id"},
       {{"ts_md_exch_ns", "ts_decision_ns"},
        {"ts_md_ingest_ns", "ts_decision_ns"},
        {"ts_decision_ns", "ts_send_ns"}}},
      {"exec_reports",
       {text("exec_id", kRequired), text("exec_ref_id"), text("child_id", kRequired),
        text("order_id"), text("exec_type", kRequired), text("ord_status"),
        number("last_qty", kOptional, ColumnRule::not_negative), number("last_px"),
        number("cum_qty", kOptional, ColumnRule::not_negative),
        number("leaves_qty", kOptional, ColumnRule::not_negative), time("ts_venue_ns", kRequired),
        time("ts_recv_ns"), time("ts_user_ns", kRequired), text("liquidity"), text("last_mkt"),
        number("fee"), text("text")},
       {"exec_id"},
       {{"last_qty", "cum_qty"}, {"ts_recv_ns", "ts_user_ns"}}},
      {"quotes",
       {text("symbol", kRequired), text("venue", kRequired), time("ts_exch_ns", kRequired),
        time("ts_recv_ns"), integer("seq", kRequired), number("bid_px", kRequired),
        number("bid_sz", kRequired, ColumnRule::not_negative), number("ask_px", kRequired),
        number("ask_sz", kRequired, ColumnRule::not_negative)},
       {"symbol", "venue", "seq"},
       {}},
  };
}

std::vector<TableSpec> telemetry() {
  const auto host = text("host", kRequired);
  const auto ts = time("ts_ns", kRequired);
  const auto count = [](std::string_view name, bool is_required = kRequired) {
    return integer(name, is_required);
  };
  return {
      {"host_irq",
       {host, ts, count("irq"), text("name"), count("cpu"), count("count")},
       {"host", "ts_ns", "irq", "cpu"},
       {}},
      {"host_affinity",
       {host, ts, count("irq"), text("requested_list"), text("effective_list", kRequired),
        text("target_list")},
       {"host", "ts_ns", "irq"},
       {}},
      {"host_topology",
       {text("host"), time("ts_ns"), count("cpu"), count("node"), count("online"), text("nic"),
        integer("nic_node", kOptional, ColumnRule::none)},
       {},
       {}},
      {"host_softnet",
       {host, ts, count("cpu"), count("processed"), count("dropped"), count("time_squeeze")},
       {"host", "ts_ns", "cpu"},
       {}},
      {"host_softirq", {host, ts, count("cpu"), count("net_rx")}, {"host", "ts_ns", "cpu"}, {}},
      {"pkt_latency",
       {host, count("irq"), time("ts_hw_ns", kRequired), time("ts_user_ns", kRequired)},
       {},
       {{"ts_hw_ns", "ts_user_ns"}}},
      {"cache",
       {host, ts, count("cpu"), count("llc_miss"), count("instructions", kOptional),
        count("packets", kOptional)},
       {"host", "ts_ns", "cpu"},
       {}},
      {"clock",
       {host, ts, text("source"), integer("offset_ns", kRequired, ColumnRule::none),
        count("max_error_ns")},
       {},
       {}},
      {"affinity_events",
       {host, ts, count("irq"), text("from"), text("to"), text("cause", kRequired)},
       {},
       {}},
  };
}

}  // namespace

const std::vector<TableSpec>& table_specs() {
  static const std::vector<TableSpec> all = [] {
    auto specs = orders_and_quotes();
    for (auto& spec : telemetry()) specs.push_back(std::move(spec));
    return specs;
  }();
  return all;
}

const TableSpec* find_table_spec(std::string_view name) {
  const auto& all = table_specs();
  const auto found = std::ranges::find(all, name, &TableSpec::name);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace holdfast
