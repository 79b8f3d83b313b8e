#include "tca/order_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace holdfast {
namespace {

tl::unexpected<Error> refuse(const std::string& file, std::size_t row, std::string_view column,
                             std::string_view what) {
  return fail(ErrorCode::malformed,
              fmt::format("{}: row {}: column \"{}\" {}", file, row + 1, column, what));
}

// A column of whole numbers that may not be there: 0 then.
class Times {
 public:
  Times(const Table& table, std::string_view name) : column_(table.find(name)) {}
  std::int64_t at(std::size_t row) const {
    return column_ == nullptr ? 0 : std::max<std::int64_t>(column_->integers[row], 0);
  }

 private:
  const Column* column_;
};

// Where the id of each row stands: the row by the id's code. malformed: one that is null or stands
// twice.
Result<std::vector<std::uint32_t>> rows_by_id(const Table& table, std::string_view id,
                                              const std::string& file) {
  const auto& column = *table.find(id);
  std::vector<std::uint32_t> rows(column.levels.size(), kNoRow);
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (column.is_null_at(row)) return refuse(file, row, id, "has nothing");
    auto& place = rows[column.codes[row]];
    if (place != kNoRow) {
      return refuse(file, row, id,
                    fmt::format("has \"{}\", which row {} has too",
                                column.levels[column.codes[row]], place + 1));
    }
    place = static_cast<std::uint32_t>(row);
  }
  return rows;
}

Result<std::int64_t> quantity_at(const Table& table, std::size_t row, const std::string& file) {
  const double value = table.find("qty")->numbers[row];
  const auto fixed = fixed_quantity(value);
  if (fixed && *fixed > 0) return *fixed;
  return refuse(file, row, "qty",
                std::isnan(value) ? "has nothing"
                                  : fmt::format("has {}, which is no quantity above 0 and up to "
                                                "ten thousand million",
                                                value));
}

Result<void> set_parents(OrderTables& to, const OrderFiles& files) {
  const auto& table = to.parents;
  const auto& symbols = *table.find("symbol");
  const auto& sides = *table.find("side");
  const Times decision(table, "ts_decision_ns"), end(table, "ts_end_ns");
  const auto quoted = codes_in(symbols.levels, to.quotes.find("symbol")->levels);
  for (std::size_t row = 0; row < table.rows; ++row) {
    ParentOrder order;
    order.symbol = symbols.is_null_at(row) ? kNoRow : quoted[symbols.codes[row]];
    order.side = sides.integers[row];
    if (order.side != 1 && order.side != -1) {
      return refuse(files.parents, row, "side",
                    fmt::format("has {}; a side is 1 (buy) or -1 (sell)",
                                sides.is_null_at(row) ? "nothing" : std::to_string(order.side)));
    }
    const auto quantity = quantity_at(table, row, files.parents);
    if (!quantity) return tl::unexpected(quantity.error());
    order.quantity = *quantity;
    order.decision_ns = decision.at(row);
    order.end_ns = end.at(row);
    to.parent_orders.push_back(order);
  }
  return {};
}

// By its instructions alone: a market order and one that is immediate or cancelled (TIF 3 or 4)
// wait for nothing; any other waits. A column `passive` says it better.
bool is_passive(const Table& table, std::size_t row) {
  if (const auto* said = table.find("passive"); said != nullptr && !said->is_null_at(row)) {
    return said->integers[row] != 0;
  }
  const auto word = [&](const char* name) -> std::string_view {
    const auto& column = *table.find(name);
    return column.is_null_at(row) ? std::string_view() : column.levels[column.codes[row]];
  };
  return word("ord_type") != "1" && word("tif") != "3" && word("tif") != "4";
}

Result<void> set_children(OrderTables& to, const OrderFiles& files,
                          const std::vector<std::uint32_t>& parent_rows) {
  const auto& table = to.children;
  const auto& parents = *table.find("parent_id");
  const auto* limits = table.find("limit_px");
  const Times decision(table, "ts_decision_ns"), send(table, "ts_send_ns"),
      exchange(table, "ts_md_exch_ns"), ingest(table, "ts_md_ingest_ns"),
      intended(table, "ts_intended_ns");
  const auto codes = codes_in(parents.levels, to.parents.find("parent_id")->levels);
  for (std::size_t row = 0; row < table.rows; ++row) {
    ChildOrder order;
    const auto code = parents.is_null_at(row) ? kNoRow : codes[parents.codes[row]];
    if (code != kNoRow) order.parent = parent_rows[code];
    to.orphans += order.parent == kNoRow ? 1U : 0U;
    const auto quantity = quantity_at(table, row, files.children);
    if (!quantity) return tl::unexpected(quantity.error());
    order.quantity = *quantity;
    if (limits != nullptr) order.limit = fixed_price(limits->numbers[row]);
    order.is_passive = is_passive(table, row);
    order.decision_ns = decision.at(row);
    order.send_ns = send.at(row);
    order.md_exch_ns = exchange.at(row);
    order.md_ingest_ns = ingest.at(row);
    order.intended_ns = intended.at(row);
    const bool is_other = order.parent != kNoRow &&
                          table.find("side")->integers[row] != to.parent_orders[order.parent].side;
    to.side_mismatches += is_other ? 1U : 0U;
    to.child_orders.push_back(order);
  }
  return {};
}

Liquidity liquidity_of(std::string_view word) {
  if (word == "A" || word == "1") return Liquidity::added;
  return word == "R" || word == "2" ? Liquidity::removed : Liquidity::unknown;
}

// Numbers that may not be there, as fixed ones.
class Amounts {
 public:
  using Fixed = std::optional<std::int64_t> (*)(double);
  Amounts(const Table& table, std::string_view name, Fixed fixed)
      : column_(table.find(name)), fixed_(fixed) {}
  std::optional<std::int64_t> at(std::size_t row) const {
    return column_ == nullptr ? std::nullopt : fixed_(column_->numbers[row]);
  }

 private:
  const Column* column_;
  Fixed fixed_;
};

void set_reports(OrderTables& to, const std::vector<std::uint32_t>& child_rows) {
  const auto& table = to.reports;
  const auto& ids = *table.find("exec_id");
  const auto& children = *table.find("child_id");
  const auto& types = *table.find("exec_type");
  const auto *references = table.find("exec_ref_id"), *liquidity = table.find("liquidity");
  const Amounts quantity(table, "last_qty", fixed_quantity), price(table, "last_px", fixed_price),
      fee(table, "fee", fixed_price), cumulated(table, "cum_qty", fixed_quantity),
      leaves(table, "leaves_qty", fixed_quantity);
  const Times venue(table, "ts_venue_ns"), recv(table, "ts_recv_ns"), user(table, "ts_user_ns");
  const auto child_codes = codes_in(children.levels, to.children.find("child_id")->levels);
  std::vector<std::uint32_t> reference_codes;
  if (references != nullptr) reference_codes = codes_in(references->levels, ids.levels);
  for (std::size_t row = 0; row < table.rows; ++row) {
    ExecReport report;
    if (!ids.is_null_at(row)) report.id = ids.codes[row];
    if (references != nullptr && !references->is_null_at(row)) {
      report.reference = reference_codes[references->codes[row]];
    }
    const auto code = children.is_null_at(row) ? kNoRow : child_codes[children.codes[row]];
    if (code != kNoRow) report.child = child_rows[code];
    if (!types.is_null_at(row)) {
      const auto& word = types.levels[types.codes[row]];
      report.type = word.size() == 1 ? exec_type_of(word[0]) : ExecType::other;
    }
    if (liquidity != nullptr && !liquidity->is_null_at(row)) {
      report.liquidity = liquidity_of(liquidity->levels[liquidity->codes[row]]);
    }
    report.quantity = quantity.at(row);
    report.price = price.at(row);
    report.fee = fee.at(row);
    report.cumulated = cumulated.at(row);
    report.leaves = leaves.at(row);
    report.venue_ns = venue.at(row);
    report.recv_ns = recv.at(row);
    report.user_ns = user.at(row);
    to.exec_reports.push_back(report);
  }
}

}  // namespace

std::vector<std::uint32_t> codes_in(const std::vector<std::string>& from,
                                    const std::vector<std::string>& to) {
  std::vector<std::uint32_t> codes;
  codes.reserve(from.size());
  std::size_t place = 0;
  for (const auto& level : from) {  // both are sorted
    while (place < to.size() && to[place] < level) ++place;
    const bool is_there = place < to.size() && to[place] == level;
    codes.push_back(is_there ? static_cast<std::uint32_t>(place) : kNoRow);
  }
  return codes;
}

Result<void> set_order_values(OrderTables& to, const OrderFiles& files) {
  const auto parents = rows_by_id(to.parents, "parent_id", files.parents);
  if (!parents) return tl::unexpected(parents.error());
  const auto children = rows_by_id(to.children, "child_id", files.children);
  if (!children) return tl::unexpected(children.error());
  if (auto done = set_parents(to, files); !done) return done;
  if (auto done = set_children(to, files, *parents); !done) return done;
  set_reports(to, *children);
  std::vector<std::int64_t> quantities;
  quantities.reserve(to.child_orders.size());
  for (const auto& child : to.child_orders) quantities.push_back(child.quantity);
  to.executions = read_executions(to.exec_reports, quantities, to.children.find("venue")->codes);
  to.accounts =
      account_orders(to.parent_orders, to.child_orders, to.exec_reports, to.executions, *to.index);
  return {};
}

}  // namespace holdfast
