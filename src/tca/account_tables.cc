#include "tca/account_tables.h"

#include <fmt/format.h>

#include "account/fill_markouts.h"
#include "tca/column_making.h"

namespace holdfast {
namespace {

using Number = std::optional<double>;
using Integer = std::optional<std::int64_t>;

Number mid_of(std::int64_t twice) {
  if (twice == 0) return std::nullopt;
  return price_of(twice) / 2;
}

// The rows of a table that is being made, of which each column is a function.
class Making {
 public:
  explicit Making(std::size_t rows) { table_.rows = rows; }
  template <class Value>
  Making& number(const char* name, Value value) {
    table_.columns.push_back(number_column(name, table_.rows, value));
    return *this;
  }
  template <class Value>
  Making& integer(const char* name, Value value) {
    table_.columns.push_back(integer_column(name, table_.rows, value));
    return *this;
  }
  template <class Value>
  Making& text(const char* name, Value value) {
    table_.columns.push_back(text_column(name, table_.rows, value));
    return *this;
  }
  template <class RowOf>
  Making& of(const Table& from, const char* name, RowOf row_of) {
    table_.columns.push_back(column_of_rows(name, from.find(name), table_.rows, row_of));
    return *this;
  }
  Table take() { return std::move(table_); }

 private:
  Table table_;
};

std::uint32_t same(std::size_t row) { return static_cast<std::uint32_t>(row); }

struct Part {
  const char* name;
  Money (*of)(const CostParts& cost);
};
constexpr Part kParts[] = {
    {"is_bps", [](const CostParts& cost) { return cost.total(); }},
    {"impact_bps", [](const CostParts& cost) { return cost.impact; }},
    {"timing_bps", [](const CostParts& cost) { return cost.timing(); }},
    {"routing_bps", [](const CostParts& cost) { return cost.routing(); }},
    {"schedule_bps", [](const CostParts& cost) { return cost.schedule; }},
    {"latency_bps", [](const CostParts& cost) { return cost.latency; }},
    {"routing_price_bps", [](const CostParts& cost) { return cost.routing_price; }},
    {"fees_bps", [](const CostParts& cost) { return cost.fees; }},
};

// What has no end price has its parts but those of what was left.
Number parent_bps(const ParentAccount& parent, const Money& part, bool is_of_what_was_left) {
  const bool is_sound = parent.status == ParentStatus::ok ||
                        (parent.status == ParentStatus::no_end_price && !is_of_what_was_left);
  return is_sound ? part.bps_of(parent.base) : std::nullopt;
}

Number average_price(const OrderTables& tables, std::size_t child) {
  const auto& executions = tables.executions.children[child];
  double paid = 0, filled = 0;
  for (std::size_t nth = 0; nth < executions.fills; ++nth) {
    const auto& fill = tables.executions.fills[executions.first_fill + nth];
    paid += quantity_of(fill.quantity) * price_of(fill.price);
    filled += quantity_of(fill.quantity);
  }
  if (filled <= 0) return std::nullopt;
  return paid / filled;
}

// Flags of TCA §5 in one column, blank by blank.
std::string flags_of(const OrderTables& tables, std::size_t row) {
  const auto& child = tables.accounts.children[row];
  const auto& executions = tables.executions.children[row];
  std::string flags;
  const auto add = [&](bool is_set, const char* word) {
    if (is_set) flags += (flags.empty() ? "" : " ") + std::string(word);
  };
  add(tables.child_orders[row].parent == kNoRow, "ORPHAN");
  add(!child.has_ack, "NO_ACK");
  add(executions.is_rejected, "REJECTED");
  add(child.is_clamped, "NEG_ONEWAY");
  add(child.is_decision_mid_missing, "NO_DECISION_MID");
  add(child.is_ack_mid_missing, "NO_ACK_MID");
  return flags;
}

void add_child_times(Making& making, const OrderTables& tables) {
  const auto& orders = tables.child_orders;
  const auto& accounts = tables.accounts.children;
  const auto ack_part = [&](auto part) {
    return [&tables, part](std::size_t row) -> Integer {
      const auto* ack = ack_of(tables, row);
      return ack == nullptr ? std::nullopt : part(*ack, tables.child_orders[row]);
    };
  };
  making
      .integer("ts_decision_ns",
               [&](std::size_t row) { return elapsed_ns(0, orders[row].decision_ns); })
      .integer("ts_ack_ns", [&](std::size_t row) { return Integer(accounts[row].ack_ns); })
      .integer(
          "decide_to_send_ns",
          [&](std::size_t row) { return elapsed_ns(orders[row].decision_ns, orders[row].send_ns); })
      .integer("jitter_ns", [&](std::size_t row) { return jitter_ns(orders[row]); })
      .integer("ack_rtt_ns", ack_part([](const ExecReport& ack, const ChildOrder& order) {
                 return elapsed_ns(order.send_ns, ack.recv_ns);
               }))
      .integer("ack_to_user_ns", ack_part([](const ExecReport& ack, const ChildOrder& order) {
                 return elapsed_ns(order.send_ns, ack.user_ns);
               }))
      .integer("handler_ns", ack_part([](const ExecReport& ack, const ChildOrder&) {
                 return elapsed_ns(ack.recv_ns, ack.user_ns);
               }))
      .integer("first_fill_ns",
               [&](std::size_t row) -> Integer {
                 const auto& executions = tables.executions.children[row];
                 if (executions.fills == 0) return std::nullopt;
                 const auto& first = tables.executions.fills[executions.first_fill];
                 return elapsed_ns(accounts[row].ack_ns, first.venue_ns);
               })
      .integer("age_of_information_ns", [&](std::size_t row) { return accounts[row].age_ns; })
      .integer("decision_minus_ingest_ns",
               [&](std::size_t row) { return accounts[row].ingest_age_ns; });
}

void add_child_quotes(Making& making, const OrderTables& tables) {
  const auto& accounts = tables.accounts.children;
  making
      .integer("missed_quotes",
               [&](std::size_t row) -> Integer {
                 if (!accounts[row].missed_quotes) return std::nullopt;
                 return static_cast<std::int64_t>(*accounts[row].missed_quotes);
               })
      .number("missed_move_bps", [&](std::size_t row) { return accounts[row].missed_move_bps; })
      .number("queue_at_ack", [&](std::size_t row) { return accounts[row].queue_at_ack; })
      .number("queue_growth", [&](std::size_t row) { return accounts[row].queue_growth; });
}

}  // namespace

std::optional<double> child_bps(const ChildAccount& child, const Money& part) {
  return part.bps_of(child.base);
}

std::optional<std::int64_t> elapsed_ns(std::int64_t earlier_ns, std::int64_t later_ns) {
  if (later_ns == 0) return std::nullopt;
  return later_ns - earlier_ns;
}

const ExecReport* ack_of(const OrderTables& tables, std::size_t child) {
  const auto ack = tables.executions.children[child].ack;
  return ack == kNoRow ? nullptr : &tables.exec_reports[ack];
}

std::optional<std::int64_t> jitter_ns(const ChildOrder& child) {
  const std::int64_t wanted = child.intended_ns != 0 ? child.intended_ns : child.decision_ns;
  if (wanted == 0) return std::nullopt;
  return elapsed_ns(wanted, child.send_ns);
}

Table parents_table(const OrderTables& tables) {
  const auto& orders = tables.parent_orders;
  const auto& accounts = tables.accounts.parents;
  Making making(orders.size());
  for (const char* name : {"parent_id", "host", "session", "symbol", "strategy"}) {
    making.of(tables.parents, name, same);
  }
  making.integer("side", [&](std::size_t row) { return Integer(orders[row].side); })
      .number("qty", [&](std::size_t row) { return Number(quantity_of(orders[row].quantity)); })
      .number("filled_qty",
              [&](std::size_t row) { return Number(quantity_of(accounts[row].filled)); })
      .integer("children", [&](std::size_t row) { return Integer(accounts[row].children); })
      .integer("fills", [&](std::size_t row) { return Integer(accounts[row].fills); })
      .integer("ts_decision_ns",
               [&](std::size_t row) { return elapsed_ns(0, orders[row].decision_ns); })
      .integer("ts_end_ns", [&](std::size_t row) { return elapsed_ns(0, orders[row].end_ns); })
      .text("status", [&](std::size_t row) { return name_of(accounts[row].status); })
      .number("p0", [&](std::size_t row) { return mid_of(accounts[row].twice_benchmark); })
      .number("pe", [&](std::size_t row) { return mid_of(accounts[row].twice_end); })
      .number("notional", [&](std::size_t row) -> Number {
        if (accounts[row].twice_benchmark == 0) return std::nullopt;
        return accounts[row].base.value();
      });
  for (const auto& part : kParts) {
    const std::string_view name = part.name;
    const bool is_of_what_was_left = name == "is_bps" || name == "timing_bps";
    making.number(part.name, [&](std::size_t row) {
      return parent_bps(accounts[row], part.of(accounts[row].cost), is_of_what_was_left);
    });
  }
  making.number("opportunity_bps", [&](std::size_t row) {
    return parent_bps(accounts[row], accounts[row].cost.opportunity, true);
  });
  return making.take();
}

Table children_table(const OrderTables& tables) {
  const auto& orders = tables.child_orders;
  const auto& accounts = tables.accounts.children;
  Making making(orders.size());
  for (const char* name : {"child_id", "parent_id", "host"}) {
    making.of(tables.children, name, same);
  }
  making.of(tables.parents, "session", [&](std::size_t row) { return orders[row].parent; });
  for (const char* name : {"symbol", "venue"}) making.of(tables.children, name, same);
  making
      .integer("side", [&](std::size_t row) { return tables.children.find("side")->integers[row]; })
      .integer("passive", [&](std::size_t row) { return Integer(orders[row].is_passive); })
      .number("qty", [&](std::size_t row) { return Number(quantity_of(orders[row].quantity)); })
      .number("filled_qty",
              [&](std::size_t row) { return Number(quantity_of(accounts[row].filled)); })
      .number("average_px", [&](std::size_t row) { return average_price(tables, row); })
      .number("m_decision",
              [&](std::size_t row) { return mid_of(accounts[row].twice_decision_mid); })
      .number("m_ack", [&](std::size_t row) { return mid_of(accounts[row].twice_ack_mid); });
  for (const auto& part : kParts) {
    making.number(part.name, [&](std::size_t row) {
      return child_bps(accounts[row], part.of(accounts[row].cost));
    });
  }
  add_child_times(making, tables);
  add_child_quotes(making, tables);
  std::string flags;
  making.text("flags", [&](std::size_t row) {
    flags = flags_of(tables, row);
    return std::string_view(flags);
  });
  return making.take();
}

Table fills_table(const OrderTables& tables) {
  const auto& fills = tables.executions.fills;
  std::vector<FillMarkouts> markouts;
  markouts.reserve(fills.size());
  for (const auto& fill : fills) {
    const auto parent = tables.child_orders[fill.child].parent;
    const ParentOrder order = parent == kNoRow ? ParentOrder{} : tables.parent_orders[parent];
    markouts.push_back(markouts_of(fill, order.symbol, order.side, *tables.index));
  }
  Making making(fills.size());
  making.of(tables.reports, "exec_id", [&](std::size_t row) { return fills[row].report; });
  for (const char* name : {"child_id", "parent_id", "symbol", "venue"}) {
    making.of(tables.children, name, [&](std::size_t row) { return fills[row].child; });
  }
  making
      .integer(
          "side",
          [&](std::size_t row) { return tables.children.find("side")->integers[fills[row].child]; })
      .number("qty", [&](std::size_t row) { return Number(quantity_of(fills[row].quantity)); })
      .number("px", [&](std::size_t row) { return Number(price_of(fills[row].price)); })
      .number("fee", [&](std::size_t row) { return Number(price_of(fills[row].fee)); })
      .text(
          "liquidity",
          [&](std::size_t row) -> std::string_view {
            const auto liquidity = fills[row].liquidity;
            return liquidity == Liquidity::unknown ? "" : liquidity == Liquidity::added ? "A" : "R";
          })
      .integer("corrected", [&](std::size_t row) { return Integer(fills[row].is_corrected); })
      .integer("ts_venue_ns", [&](std::size_t row) { return elapsed_ns(0, fills[row].venue_ns); })
      .number("mid", [&](std::size_t row) { return markouts[row].mid; })
      .number("effective_spread_bps",
              [&](std::size_t row) { return markouts[row].effective_spread_bps; });
  for (std::size_t nth = 0; nth < kMarkoutHorizons.size(); ++nth) {
    const std::string name = kMarkoutHorizons[nth].name;
    making
        .number(("adverse_mid_" + name + "_bps").c_str(),
                [&](std::size_t row) { return markouts[row].adverse_mid_bps[nth]; })
        .number(("against_fill_" + name + "_bps").c_str(),
                [&](std::size_t row) { return markouts[row].against_fill_bps[nth]; });
  }
  return making.take();
}

}  // namespace holdfast
