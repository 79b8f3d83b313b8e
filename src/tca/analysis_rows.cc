#include "tca/analysis_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <set>

#include "base/text.h"
#include "cdt/cell_codes.h"
#include "tca/row_order.h"

namespace holdfast {
namespace {

template <class Value>
std::vector<Value> chosen_of(const std::vector<Value>& values,
                             std::span<const std::uint32_t> chosen) {
  std::vector<Value> out;
  out.reserve(chosen.size());
  for (const auto row : chosen) out.push_back(values[row]);
  return out;
}

// Marks the rows in which the column has no value, and counts those that were not marked before.
void drop(const Column& column, std::vector<std::uint8_t>& is_dropped,
          std::vector<SampleDrop>& dropped) {
  std::size_t nulls = 0, not_finite = 0;
  const bool is_number = column.kind == ColumnKind::number;
  for (std::size_t row = 0; row < is_dropped.size(); ++row) {
    if (is_dropped[row] != 0) continue;
    const bool is_null = column.is_null_at(row);
    if (!is_null && (!is_number || std::isfinite(column.numbers[row]))) continue;
    is_dropped[row] = 1;
    ++(is_null ? nulls : not_finite);
  }
  if (nulls != 0) dropped.push_back({column.name, "null", nulls});
  if (not_finite != 0) dropped.push_back({column.name, "not finite", not_finite});
}

// Codes in the order of the values.
FactorColumn factor_of_numbers(const std::vector<double>& values) {
  std::vector<double> levels = values;
  std::ranges::sort(levels);
  levels.erase(std::ranges::unique(levels).begin(), levels.end());
  FactorColumn factor{{}, static_cast<std::uint32_t>(levels.size()), {}};
  for (const double level : levels) factor.names.push_back(fmt::format("{}", level));
  factor.codes.reserve(values.size());
  for (const double value : values) {
    const auto at = std::ranges::lower_bound(levels, value) - levels.begin();
    factor.codes.push_back(static_cast<std::uint32_t>(at));
  }
  return factor;
}

FactorColumn part_of(const Table& table, const std::string& name,
                     std::span<const std::uint32_t> kept) {
  const auto& column = *table.find(name);
  if (column.kind == ColumnKind::number) return factor_of_numbers(chosen_of(column.numbers, kept));
  return {chosen_of(column.codes, kept), static_cast<std::uint32_t>(column.levels.size()),
          column.levels};
}

// A level of the combination is named by any row of it.
std::vector<std::string> joined_names(const CellCodes& cells,
                                      const std::vector<FactorColumn>& parts) {
  std::vector<std::string> names(cells.cells);
  for (std::size_t row = 0; row < cells.cell.size(); ++row) {
    auto& name = names[cells.cell[row]];
    if (!name.empty()) continue;
    for (const auto& part : parts) name += part.names[part.codes[row]] + ':';
  }
  for (auto& name : names) name.pop_back();
  return names;
}

FactorColumn factor_of(const Table& table, const std::string& name,
                       std::span<const std::uint32_t> kept) {
  std::vector<FactorColumn> parts;
  for (const auto& part : parts_of_factor(name)) parts.push_back(part_of(table, part, kept));
  if (parts.size() == 1) return std::move(parts.front());
  std::vector<Factor> factors;
  for (const auto& part : parts) factors.push_back(part.factor());
  auto cells = cell_codes(factors, kept.size());
  auto names = joined_names(cells, parts);
  return {std::move(cells.cell), cells.cells, std::move(names)};
}

using Names = std::set<std::string, std::less<>>;

Names first_of(const std::vector<std::string>& names, std::size_t count) {
  return {names.begin(), names.begin() + static_cast<long>(std::min(count, names.size()))};
}

// The numbers of the kept rows, and the factors that are there, in their canonical order.
void take_ordered(AnalysisRows& out, const Table& table, std::span<const std::uint32_t> kept,
                  const Names& numbers, const Names& factors, const ParallelFor& parallel) {
  OrderedColumns columns{.kept = kept};
  for (const auto& [name, factor] : out.factors) {
    (factors.contains(name) ? columns.factors : columns.last_factors).push_back(factor.factor());
  }
  for (const auto& [name, values] : out.numbers) {
    (numbers.contains(name) ? columns.numbers : columns.last_numbers)
        .emplace_back(table.find(name)->numbers);
  }
  out.place = canonical_order(columns, parallel);
  std::vector<std::function<void()>> gathers;
  for (auto& [name, factor] : out.factors) {
    gathers.emplace_back(
        [&, &codes = factor.codes] { codes = chosen_of(codes, std::span(out.place)); });
  }
  out.file_row = chosen_of(std::vector(kept.begin(), kept.end()), std::span(out.place));
  for (auto& [name, values] : out.numbers) {
    gathers.emplace_back([&, &to = values, &from = table.find(name)->numbers] {
      to = chosen_of(from, std::span(out.file_row));
    });
  }
  parallel(gathers.size(), [&](std::size_t i) { gathers[i](); });
}

}  // namespace

std::vector<std::string> parts_of_factor(std::string_view factor) {
  std::vector<std::string> parts;
  for (const auto part : split(factor, ':')) parts.emplace_back(part);
  return parts;
}

SampleFlow AnalysisRows::flow(std::string_view treatment) const {
  const auto treated = std::ranges::count(number(treatment), 1.0);
  return {read, rows, static_cast<std::size_t>(treated), dropped};
}

AnalysisRows AnalysisRows::of(std::span<const std::uint32_t> chosen) const {
  AnalysisRows out;
  out.read = read;
  out.dropped = dropped;
  out.rows = chosen.size();
  for (const auto& [name, values] : numbers) out.numbers[name] = chosen_of(values, chosen);
  for (const auto& [name, factor] : factors) {
    out.factors[name] = {chosen_of(factor.codes, chosen), factor.levels, factor.names};
  }
  out.place = chosen_of(place, chosen);
  out.file_row = chosen_of(file_row, chosen);
  return out;
}

AnalysisRows analysis_rows(const Table& table, const std::vector<std::string>& numbers,
                           const std::vector<std::string>& factors, const ParallelFor& parallel,
                           const LeadingColumns& leading) {
  AnalysisRows out;
  out.read = table.rows;
  std::vector<std::string> looked_at = numbers;
  for (const auto& factor : factors)
    std::ranges::copy(parts_of_factor(factor), std::back_inserter(looked_at));
  std::vector<std::uint8_t> is_dropped(table.rows, 0);
  std::set<std::string> seen;
  for (const auto& name : looked_at) {
    if (seen.insert(name).second) drop(*table.find(name), is_dropped, out.dropped);
  }
  std::vector<std::uint32_t> kept;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (is_dropped[row] == 0) kept.push_back(static_cast<std::uint32_t>(row));
  }
  out.rows = kept.size();
  for (const auto& name : factors) {
    auto& factor = out.factors[name];
    if (factor.codes.empty()) factor = factor_of(table, name, kept);
  }
  for (const auto& name : numbers) out.numbers[name];
  take_ordered(out, table, kept, first_of(numbers, leading.numbers),
               first_of(factors, leading.factors), parallel);
  return out;
}

Result<void> check_treatment(const Table& table, std::string_view treatment) {
  const auto& column = *table.find(treatment);
  for (std::size_t row = 0; row < table.rows; ++row) {
    const double value = column.numbers[row];
    if (column.is_null_at(row) || value == 0 || value == 1) continue;
    return fail(ErrorCode::usage,
                fmt::format("row {}: column \"{}\" has {}; the treatment is 0 (aligned) or 1 "
                            "(drifted)",
                            row + 1, treatment, value));
  }
  return {};
}

}  // namespace holdfast
