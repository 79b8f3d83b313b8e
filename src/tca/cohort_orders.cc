#include "tca/cohort_orders.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tca/cohort_affinity.h"
#include "tca/cohort_tables.h"

namespace holdfast {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

std::optional<std::int64_t> stamp_at(const Table& table, std::string_view name, std::size_t row) {
  const auto* column = table.find(name);
  if (column == nullptr || column->is_null_at(row) || column->integers[row] == 0) {
    return std::nullopt;
  }
  return column->integers[row];
}

std::string_view text_at(const Table& table, std::string_view name, std::size_t row) {
  const auto* column = table.find(name);
  if (column == nullptr || column->is_null_at(row)) return "";
  return column->levels[column->codes[row]];
}

// When reports of one order were received: the first of each kind.
struct Reports {
  std::int64_t ack = kNever, ack_seen = kNever, fill = kNever, cancel = kNever;
  std::int64_t last = std::numeric_limits<std::int64_t>::min();

  void add(std::string_view kind, std::int64_t received, std::optional<std::int64_t> seen) {
    last = std::max(last, received);
    if (kind == "0" && received < ack) {
      ack = received;
      ack_seen = seen.value_or(kNever);
    }
    if (kind == "F" || kind == "1" || kind == "2") fill = std::min(fill, received);
    if (kind == "4" || kind == "5") cancel = std::min(cancel, received);
  }
};

// By child, in the order of the executions' ids of children.
std::vector<Reports> reports_by_child(const Table& executions) {
  const auto& child = *executions.find("child_id");
  std::vector<Reports> reports(child.levels.size());
  for (std::size_t row = 0; row < executions.rows; ++row) {
    const auto received = stamp_at(executions, "ts_recv_ns", row);
    if (child.is_null_at(row) || !received) continue;
    reports[child.codes[row]].add(text_at(executions, "exec_type", row), *received,
                                  stamp_at(executions, "ts_user_ns", row));
  }
  return reports;
}

double microseconds(std::int64_t from, std::int64_t to) {
  return static_cast<double>(to - from) / 1e3;
}

void add_reports(CohortOrder& order, const Reports& reports, std::optional<std::int64_t> sent,
                 bool rests) {
  if (reports.ack == kNever) return;
  if (sent) order.ack_rtt_us = microseconds(*sent, reports.ack);
  if (reports.ack_seen != kNever) {
    order.handler_us = microseconds(reports.ack, reports.ack_seen);
  }
  order.is_passive = rests;
  const auto end = std::min(reports.fill, reports.cancel);
  order.fill.end = end == kNever                    ? FillEnd::censored
                   : reports.fill <= reports.cancel ? FillEnd::filled
                                                    : FillEnd::cancelled;
  order.fill.seconds = microseconds(reports.ack, end == kNever ? reports.last : end) / 1e6;
}

// Why the order has no cohort; otherwise it has its host, vector, time and regime.
std::optional<CohortDrop> place(CohortOrder& order, const Table& children, std::size_t row,
                                const AffinityHistory& history) {
  const auto& host = *children.find("host");
  const auto& vector = *children.find("irq_vector");
  const auto decided = stamp_at(children, "ts_decision_ns", row);
  if (host.is_null_at(row) || !decided) return CohortDrop::no_host_or_time;
  if (vector.is_null_at(row)) return CohortDrop::no_vector;
  order.host = host.codes[row];
  order.vector = vector.integers[row];
  order.ts_decision_ns = *decided;
  const auto where = history.at(host.levels[order.host], order.vector, *decided);
  if (!where) return CohortDrop::no_affinity;
  if (*where == VectorPlace::no_target) return CohortDrop::no_target;
  order.is_drifted = *where == VectorPlace::drifted;
  return std::nullopt;
}

// Limit, and neither immediate-or-cancel nor fill-or-kill.
bool rests(const Table& children, std::size_t row) {
  const auto tif = text_at(children, "tif", row);
  return text_at(children, "ord_type", row) == "2" && tif != "3" && tif != "4";
}

}  // namespace

std::string_view name_of(CohortDrop drop) {
  switch (drop) {
    case CohortDrop::no_host_or_time: return "no_host_or_time";
    case CohortDrop::no_vector: return "no_vector";
    case CohortDrop::no_affinity: return "no_affinity";
    case CohortDrop::no_target: break;
  }
  return "no_target";
}

Result<CohortOrders> read_cohort_orders(const CohortsCommand& command) {
  const auto input = read_cohort_tables(command);
  if (!input) return tl::unexpected(input.error());
  const auto history = AffinityHistory::of(input->affinity);
  if (!history) return tl::unexpected(history.error());
  const auto& children = input->children.table;
  const auto reports = reports_by_child(input->executions.table);
  const auto& reported = input->executions.table.find("child_id")->levels;
  CohortOrders out{
      .sources = {input->children.source, input->executions.source, input->affinity.source},
      .read = children.rows,
      .hosts = children.find("host")->levels};
  for (std::size_t row = 0; row < children.rows; ++row) {
    CohortOrder order{.ack_rtt_us = std::nan(""), .handler_us = std::nan("")};
    if (const auto drop = place(order, children, row, *history)) {
      ++out.dropped[static_cast<std::size_t>(*drop)];
      continue;
    }
    const auto id = text_at(children, "child_id", row);
    const auto found = std::ranges::lower_bound(reported, id);
    if (found != reported.end() && *found == id && !id.empty()) {
      add_reports(order, reports[static_cast<std::size_t>(found - reported.begin())],
                  stamp_at(children, "ts_send_ns", row), rests(children, row));
    }
    out.orders.push_back(order);
  }
  return out;
}

}  // namespace holdfast
