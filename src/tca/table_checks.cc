#include "tca/table_checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "cdt/cell_codes.h"

namespace holdfast {
namespace {

// 2000-01-01 and 2100-01-01: a time outside was written in another unit.
constexpr std::int64_t kFirstNs = 946'684'800'000'000'000;
constexpr std::int64_t kLastNs = 4'102'444'800'000'000'000;

using RowTest = std::function<bool(std::size_t)>;

void add_rows(std::vector<TableViolation>& to, std::string id, std::string sentence,
              std::size_t rows, const RowTest& is_wrong) {
  TableViolation violation{std::move(id), std::move(sentence), 0, std::nullopt};
  for (std::size_t row = 0; row < rows; ++row) {
    if (!is_wrong(row)) continue;
    ++violation.rows;
    if (!violation.first_row) violation.first_row = row + 1;
  }
  if (violation.rows != 0) to.push_back(std::move(violation));
}

double value_of(const Column& column, std::size_t row) {
  return column.kind == ColumnKind::integer ? static_cast<double>(column.integers[row])
                                            : column.numbers[row];
}

// A time of 0 is none (TCA §2).
bool is_missing(const Column& column, ColumnRule rule, std::size_t row) {
  return column.is_null_at(row) || (rule == ColumnRule::time && column.integers[row] == 0);
}

bool breaks(ColumnRule rule, const Column& column, std::size_t row) {
  switch (rule) {
    case ColumnRule::none: return false;
    case ColumnRule::time: return column.integers[row] < kFirstNs || column.integers[row] > kLastNs;
    case ColumnRule::positive: return !(value_of(column, row) > 0);
    case ColumnRule::not_negative: return !(value_of(column, row) >= 0);
    case ColumnRule::side: return std::abs(column.integers[row]) != 1;
  }
  return false;
}

struct RuleWords {
  const char* id;
  const char* words;
};

RuleWords words_of(ColumnRule rule) {
  switch (rule) {
    case ColumnRule::time: return {"TIME", "is before 2000 or after 2100; is it in nanoseconds?"};
    case ColumnRule::positive: return {"SIGN", "is not above 0"};
    case ColumnRule::side: return {"SIDE", "is neither 1 (buy) nor -1 (sell)"};
    default: return {"SIGN", "is below 0"};
  }
}

ColumnCoverage coverage_of(const ColumnSpec& spec, const Column& column) {
  ColumnCoverage out{
      .column = std::string(spec.name), .is_there = true, .is_required = spec.is_required};
  std::optional<std::size_t> least, most, before;
  for (std::size_t row = 0; row < column.rows(); ++row) {
    if (is_missing(column, spec.rule, row)) {
      ++out.nulls;
      continue;
    }
    const auto is_below = [&](std::size_t a, std::size_t b) {
      if (column.kind == ColumnKind::integer) return column.integers[a] < column.integers[b];
      if (column.kind == ColumnKind::number) return column.numbers[a] < column.numbers[b];
      return column.codes[a] < column.codes[b];
    };
    if (!least || is_below(row, *least)) least = row;
    if (!most || is_below(*most, row)) most = row;
    const bool is_text = column.kind == ColumnKind::text;
    if (before && !is_text && is_below(row, *before)) ++out.decreases;
    before = row;
  }
  const auto text = [&](std::optional<std::size_t> row) -> std::string {
    if (!row) return "";
    if (column.kind == ColumnKind::text) return column.levels[column.codes[*row]];
    if (column.kind == ColumnKind::integer) return std::to_string(column.integers[*row]);
    return fmt::format("{}", column.numbers[*row]);
  };
  out.least = text(least);
  out.most = text(most);
  out.distinct = column.levels.size();
  return out;
}

void check_column(const ColumnSpec& spec, const Column& column, TableReport& report) {
  const auto missing = [&](std::size_t row) { return is_missing(column, spec.rule, row); };
  if (spec.is_required) {
    add_rows(report.violations, "NULL", fmt::format("{} is required, and is not there", spec.name),
             report.rows, missing);
  }
  if (spec.rule == ColumnRule::none) return;
  const auto [id, words] = words_of(spec.rule);
  add_rows(report.violations, id, fmt::format("{} {}", spec.name, words), report.rows,
           [&](std::size_t row) { return !missing(row) && breaks(spec.rule, column, row); });
}

// The rows' cells by these columns; empty when one of them is not there.
std::vector<std::uint32_t> cells_of(const Table& table, const std::vector<std::string_view>& key) {
  std::vector<std::vector<std::uint32_t>> codes;
  std::vector<Factor> factors;
  codes.reserve(key.size());
  for (const auto name : key) {
    const auto* column = table.find(name);
    if (column == nullptr) return {};
    if (column->kind == ColumnKind::text) {
      codes.push_back(column->codes);
    } else {
      std::map<std::int64_t, std::uint32_t> code_of;
      for (const auto value : column->integers) code_of.emplace(value, 0);
      std::uint32_t next = 0;
      for (auto& [value, code] : code_of) code = next++;
      auto& own = codes.emplace_back();
      for (const auto value : column->integers) own.push_back(code_of[value]);
    }
    const auto levels = codes.back().empty() ? 0 : *std::ranges::max_element(codes.back()) + 1;
    factors.push_back({codes.back(), levels});
  }
  return cell_codes(factors, table.rows).cell;
}

void check_key(const TableSpec& spec, const Table& table, TableReport& report) {
  if (spec.key.empty()) return;
  const auto cells = cells_of(table, spec.key);
  if (cells.empty()) return;
  // A key that is not there is told of as such.
  const auto has_null = [&](std::size_t row) {
    return std::ranges::any_of(
        spec.key, [&](std::string_view name) { return table.find(name)->is_null_at(row); });
  };
  std::vector<std::uint8_t> is_seen(table.rows, 0);
  add_rows(report.violations, "DUPLICATE_KEY",
           fmt::format("{} is that of an earlier row", fmt::join(spec.key, ", ")), table.rows,
           [&](std::size_t row) {
             return !has_null(row) && std::exchange(is_seen[cells[row]], std::uint8_t{1}) != 0;
           });
}

void check_orders(const TableSpec& spec, const Table& table, TableReport& report) {
  for (const auto& [first, second] : spec.orders) {
    const auto* a = table.find(first);
    const auto* b = table.find(second);
    if (a == nullptr || b == nullptr) continue;
    const bool is_time = a->kind == ColumnKind::integer;
    const auto rule = is_time ? ColumnRule::time : ColumnRule::none;
    add_rows(report.violations, "ORDER", fmt::format("{} is above {}", first, second), table.rows,
             [&](std::size_t row) {
               if (is_missing(*a, rule, row) || is_missing(*b, rule, row)) return false;
               return is_time ? a->integers[row] > b->integers[row]
                              : a->numbers[row] > b->numbers[row];
             });
  }
}

void count_unusable_quotes(const Table& table, TableReport& report) {
  const auto* bid = table.find("bid_px");
  const auto* ask = table.find("ask_px");
  if (bid == nullptr || ask == nullptr) return;
  report.unusable_quotes = 0;
  for (std::size_t row = 0; row < table.rows; ++row) {
    const double low = bid->numbers[row], high = ask->numbers[row];
    if (!(low > 0 && high > low)) ++*report.unusable_quotes;
  }
}

}  // namespace

TableReport check_table(const TableSpec& spec, const Table& table) {
  TableReport report{.table = std::string(spec.name), .file = {}, .rows = table.rows};
  for (const auto& column : spec.columns) {
    const auto* found = table.find(column.name);
    if (found != nullptr) {
      report.columns.push_back(coverage_of(column, *found));
      check_column(column, *found, report);
      continue;
    }
    report.columns.push_back(
        {.column = std::string(column.name), .is_required = column.is_required});
    if (column.is_required) {
      report.violations.push_back(
          {"MISSING_COLUMN", fmt::format("there is no column {}, which is required", column.name),
           table.rows, std::nullopt});
    }
  }
  check_key(spec, table, report);
  check_orders(spec, table, report);
  if (spec.name == "quotes") count_unusable_quotes(table, report);
  return report;
}

std::optional<TableViolation> check_reference(const Table& table, const Table& other,
                                              std::string_view column) {
  const auto* from = table.find(column);
  const auto* to = other.find(column);
  if (from == nullptr || to == nullptr) return std::nullopt;
  std::vector<std::uint8_t> is_known;
  for (const auto& level : from->levels) {
    is_known.push_back(std::ranges::binary_search(to->levels, level) ? 1 : 0);
  }
  std::vector<TableViolation> found;
  add_rows(
      found, "ORPHAN", fmt::format("{} is in no row of the other table", column), table.rows,
      [&](std::size_t row) { return !from->is_null_at(row) && is_known[from->codes[row]] == 0; });
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::optional<TableViolation> check_quantities(const Table& children, const Table& reports) {
  const auto* child = children.find("child_id");
  const auto* qty = children.find("qty");
  const auto* reported = reports.find("child_id");
  const auto* cum = reports.find("cum_qty");
  const auto* leaves = reports.find("leaves_qty");
  const auto* status = reports.find("ord_status");
  for (const auto* column : {child, qty, reported, cum, leaves}) {
    if (column == nullptr) return std::nullopt;
  }
  std::map<std::string_view, double> qty_of;
  for (std::size_t row = 0; row < children.rows; ++row) {
    if (!child->is_null_at(row)) qty_of[child->levels[child->codes[row]]] = qty->numbers[row];
  }
  // FIX: of an order that is over leaves_qty may be 0 whatever was done.
  const std::set<std::string_view> over{"3", "4", "8", "B", "C"};
  std::vector<TableViolation> found;
  add_rows(found, "QUANTITY", "the child's qty is not cum_qty + leaves_qty", reports.rows,
           [&](std::size_t row) {
             if (reported->is_null_at(row) || cum->is_null_at(row) || leaves->is_null_at(row)) {
               return false;
             }
             if (status != nullptr && !status->is_null_at(row) &&
                 over.contains(status->levels[status->codes[row]])) {
               return false;
             }
             const auto known = qty_of.find(reported->levels[reported->codes[row]]);
             return known != qty_of.end() &&
                    std::abs(known->second - cum->numbers[row] - leaves->numbers[row]) > 1e-9;
           });
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace holdfast
