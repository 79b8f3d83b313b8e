#include "tca/canary_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "sequential/cuped.h"
#include "stats/quantile.h"
#include "stats/sums.h"
#include "table/read_table.h"

namespace holdfast {
namespace {

struct LoadedTable {
  Table table;
  LedgerInput input;
};

// The needed columns, and those of the others that the file has.
Result<LoadedTable> load(const CanaryCommand& command, const std::string& path,
                         const std::vector<ColumnWanted>& needed,
                         const std::vector<ColumnWanted>& others) {
  const auto database = Database::open(command.input.database);
  if (!database) return tl::unexpected(database.error());
  const auto file = InputFile::open(path);
  if (!file) return tl::unexpected(file.error());
  const auto there = list_columns(*database, *file);
  if (!there) return tl::unexpected(there.error());
  auto wanted = needed;
  for (const auto& one : others) {
    if (std::ranges::find(*there, one.name, &FileColumn::name) != there->end()) {
      wanted.push_back(one);
    }
  }
  auto table = read_table(*database, *file, wanted, command.input.null_words);
  if (!table) return tl::unexpected(table.error());
  auto sha256 = file->sha256();
  if (!sha256) return tl::unexpected(sha256.error());
  return LoadedTable{std::move(*table), {file->name(), std::move(*sha256)}};
}

tl::unexpected<Error> refuse(const LoadedTable& from, std::size_t row, const std::string& what) {
  return fail(ErrorCode::usage, fmt::format("{}: row {}: {}", from.input.file, row + 1, what));
}

std::optional<double> number_at(const Column* column, std::size_t row) {
  if (column == nullptr || column->is_null_at(row) || !std::isfinite(column->numbers[row])) {
    return std::nullopt;
  }
  return column->numbers[row];
}

std::vector<ColumnWanted> numbers_called(std::initializer_list<const char*> names) {
  std::vector<ColumnWanted> wanted;
  for (const char* name : names) wanted.push_back({name, ColumnKind::number});
  return wanted;
}

// Where a host's block stands: both sides of all pairs, by host and by time.
struct SidePlace {
  std::size_t unit = 0, pair = 0;
  bool is_second = false;
  std::int64_t begin_ns = 0, end_ns = 0;
};
using Places = std::map<std::string, std::vector<SidePlace>, std::less<>>;

Places places_of(const CanaryPlan& plan) {
  Places places;
  for (std::size_t unit = 0; unit < plan.units.size(); ++unit) {
    const auto pairs = pairs_of(plan, plan.units[unit]);
    for (std::size_t pair = 0; pair < pairs.size(); ++pair) {
      for (const bool is_second : {false, true}) {
        const auto& cell = is_second ? pairs[pair].second : pairs[pair].first;
        places[cell.host].push_back({unit, pair, is_second, cell.begin_ns, cell.end_ns});
      }
    }
  }
  return places;
}

// What was measured of one side. HJ99x as its level, above 0.
struct SideOutcomes {
  PerOutcome<std::optional<double>> levels{};
  std::optional<double> vam;
};
using PairKey = std::pair<std::size_t, std::size_t>;  // unit, pair
using MeasuredPairs = std::map<PairKey, std::array<SideOutcomes, 2>>;

RecordedPair difference_of(const CanaryUnit& unit, std::size_t pair, const SideOutcomes& treated,
                           const SideOutcomes& control) {
  RecordedPair out{unit.name, pair, {}, treated.vam};
  for (const auto outcome : kCanaryOutcomes) {
    const auto &with = treated.levels[index_of(outcome)],
               &without = control.levels[index_of(outcome)];
    if (!with || !without) continue;
    out.differences[index_of(outcome)] =
        outcome == CanaryOutcome::hj99 ? std::log(*with) - std::log(*without) : *with - *without;
  }
  return out;
}

std::vector<RecordedPair> differences_of(const CanaryPlan& plan, const CanarySides& sides,
                                         const MeasuredPairs& measured) {
  std::vector<RecordedPair> pairs;
  for (const auto& [key, two] : measured) {
    const std::size_t treated = sides[key.first][key.second] ? 0 : 1;
    pairs.push_back(
        difference_of(plan.units[key.first], key.second, two[treated], two[1 - treated]));
  }
  return pairs;
}

// Only what says something and is new, by the time of its begin.
void keep_new(RecordedTable& table, const CanaryLedger& ledger) {
  std::erase_if(table.pairs, [&](const RecordedPair& one) {
    const bool is_known = std::ranges::any_of(ledger.pairs, [&](const RecordedPair& known) {
      return known.unit == one.unit && known.pair == one.pair;
    });
    return is_known || std::ranges::none_of(one.differences,
                                            [](const auto& value) { return value.has_value(); });
  });
  std::map<std::string_view, std::pair<std::size_t, std::vector<PlannedPair>>> planned;
  for (const auto& unit : ledger.plan->units) {
    planned[unit.name] = {planned.size(), pairs_of(*ledger.plan, unit)};
  }
  const auto order = [&](const RecordedPair& one) {
    const auto& [unit, pairs] = planned[one.unit];
    return std::pair(pairs[one.pair].first.begin_ns, unit);
  };
  std::ranges::sort(table.pairs, {}, order);
}

Result<RecordedTable> from_pairs(const CanaryCommand& command, const CanaryPlan& plan) {
  std::vector<ColumnWanted> needed{{"pair", ColumnKind::integer}};
  if (plan.units.size() > 1) needed.push_back({"unit", ColumnKind::text});
  auto others = numbers_called({"treated_vam"});
  for (const auto outcome : kCanaryOutcomes) {
    others.push_back({std::string(name_of(outcome)), ColumnKind::number});
  }
  const auto loaded = load(command, command.pairs, needed, others);
  if (!loaded) return tl::unexpected(loaded.error());
  const auto& table = loaded->table;
  std::vector<std::size_t> most;
  for (const auto& unit : plan.units) most.push_back(pairs_of(plan, unit).size());
  const auto &pair = *table.find("pair"), *unit = table.find("unit");
  RecordedTable out{{}, {loaded->input}, table.rows, 0};
  std::map<PairKey, std::size_t> seen;
  for (std::size_t row = 0; row < table.rows; ++row) {
    std::size_t which = 0;
    if (plan.units.size() > 1) {
      const auto found =
          unit->is_null_at(row)
              ? plan.units.end()
              : std::ranges::find(plan.units, unit->levels[unit->codes[row]], &CanaryUnit::name);
      if (found == plan.units.end()) return refuse(*loaded, row, "its unit is not in the plan");
      which = static_cast<std::size_t>(found - plan.units.begin());
    }
    const auto number = pair.integers[row];
    if (pair.is_null_at(row) || number < 0 || static_cast<std::size_t>(number) >= most[which]) {
      return refuse(*loaded, row,
                    fmt::format("pair {} of {} is not in the plan, which has 0 to {}", number,
                                plan.units[which].name, most[which] - 1));
    }
    if (!seen.insert({{which, static_cast<std::size_t>(number)}, row}).second) {
      return refuse(*loaded, row, fmt::format("pair {} stands in an earlier row too", number));
    }
    RecordedPair one{plan.units[which].name,
                     static_cast<std::size_t>(number),
                     {},
                     number_at(table.find("treated_vam"), row)};
    for (const auto outcome : kCanaryOutcomes) {
      one.differences[index_of(outcome)] = number_at(table.find(name_of(outcome)), row);
    }
    out.pairs.push_back(std::move(one));
  }
  return out;
}

Result<RecordedTable> from_blocks(const CanaryCommand& command, const CanaryPlan& plan,
                                  const CanarySides& sides) {
  const auto loaded =
      load(command, command.blocks, {{"host", ColumnKind::text}, {"block", ColumnKind::integer}},
           numbers_called({"cost", "hj99x_ns", "completion", "rejects", "drops", "vam_eff"}));
  if (!loaded) return tl::unexpected(loaded.error());
  const auto& table = loaded->table;
  const auto places = places_of(plan);
  const auto &host = *table.find("host"), &block = *table.find("block");
  MeasuredPairs measured;
  std::map<std::pair<std::string, std::int64_t>, std::size_t> seen;
  for (std::size_t row = 0; row < table.rows; ++row) {
    const auto& name = host.is_null_at(row) ? std::string() : host.levels[host.codes[row]];
    const auto found = places.find(name);
    const auto number = block.integers[row];
    if (found == places.end() || block.is_null_at(row) || number < 1 ||
        static_cast<std::size_t>(number) > found->second.size()) {
      return refuse(*loaded, row,
                    fmt::format("block {} of host \"{}\" is not in the plan", number, name));
    }
    if (!seen.insert({{name, number}, row}).second) {
      return refuse(*loaded, row,
                    fmt::format("block {} of {} stands in an earlier row too", number, name));
    }
    const auto& place = found->second[static_cast<std::size_t>(number) - 1];
    auto& side = measured[{place.unit, place.pair}][place.is_second ? 1 : 0];
    const std::array names = {"cost", "hj99x_ns", "completion", "rejects", "drops"};
    for (std::size_t i = 0; i < names.size(); ++i) {
      side.levels[i] = number_at(table.find(names[i]), row);
    }
    side.vam = number_at(table.find("vam_eff"), row);
    const auto& jitter = side.levels[index_of(CanaryOutcome::hj99)];
    if (jitter && !(*jitter > 0)) return refuse(*loaded, row, "hj99x_ns is not above 0");
  }
  return RecordedTable{differences_of(plan, sides, measured), {loaded->input}, table.rows, 0};
}

// Cost less what the time before says of it; as it is without --pre.
Result<std::vector<double>> adjusted_cost(const CanaryCommand& command, const CanaryPlan& plan,
                                          const LoadedTable& rows,
                                          std::vector<LedgerInput>& inputs) {
  const auto& cost = rows.table.find("y")->numbers;
  if (command.pre.empty()) return cost;
  std::vector<ColumnWanted> needed{{"ts_decision_ns", ColumnKind::integer},
                                   {"y", ColumnKind::number}};
  for (const auto& name : command.covariates) needed.push_back({name, ColumnKind::number});
  const auto before = load(command, command.pre, needed, {});
  if (!before) return tl::unexpected(before.error());
  inputs.push_back(before->input);
  std::vector<double> y;
  std::vector<std::vector<double>> columns(command.covariates.size());
  const auto& time = *before->table.find("ts_decision_ns");
  for (std::size_t row = 0; row < before->table.rows; ++row) {
    if (time.is_null_at(row) || time.integers[row] >= plan.sessions.front().begin_ns) {
      return refuse(*before, row, "it is not of the time before the first block");
    }
    bool is_whole = number_at(before->table.find("y"), row).has_value();
    for (const auto& name : command.covariates) {
      is_whole = is_whole && number_at(before->table.find(name), row).has_value();
    }
    if (!is_whole) continue;
    y.push_back(before->table.find("y")->numbers[row]);
    for (std::size_t j = 0; j < columns.size(); ++j) {
      columns[j].push_back(before->table.find(command.covariates[j])->numbers[row]);
    }
  }
  const auto coefficients = cuped_coefficients(y, {columns.begin(), columns.end()});
  if (coefficients.empty()) {
    return fail(ErrorCode::usage, fmt::format("{}: {} whole rows are too few for {} covariates",
                                              before->input.file, y.size(), columns.size()));
  }
  std::vector<std::span<const double>> now;
  for (const auto& name : command.covariates) now.emplace_back(rows.table.find(name)->numbers);
  return cuped_outcome(cost, now, coefficients);
}

struct SideRows {
  std::vector<double> cost, jitter, completion, rejects, drops, vam;
};

// Sorted first, so that the mean does not depend on the order of rows.
std::optional<double> mean_of(std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  std::ranges::sort(values);
  return neumaier_sum(values) / static_cast<double>(values.size());
}

SideOutcomes outcomes_of(SideRows& rows) {
  SideOutcomes out;
  out.levels[index_of(CanaryOutcome::cost)] = mean_of(rows.cost);
  out.levels[index_of(CanaryOutcome::completion)] = mean_of(rows.completion);
  out.levels[index_of(CanaryOutcome::rejects)] = mean_of(rows.rejects);
  out.levels[index_of(CanaryOutcome::drops)] = mean_of(rows.drops);
  out.vam = mean_of(rows.vam);
  std::ranges::sort(rows.jitter);
  const auto high = quantile_type7(rows.jitter, 0.99), middle = quantile_type7(rows.jitter, 0.5);
  if (high && *high > *middle) out.levels[index_of(CanaryOutcome::hj99)] = *high - *middle;
  return out;
}

Result<RecordedTable> from_rows(const CanaryCommand& command, const CanaryPlan& plan,
                                const CanarySides& sides) {
  std::vector<ColumnWanted> needed{{"host", ColumnKind::text},
                                   {"ts_decision_ns", ColumnKind::integer},
                                   {"y", ColumnKind::number}};
  for (const auto& name : command.covariates) needed.push_back({name, ColumnKind::number});
  const auto loaded =
      load(command, command.rows, needed,
           numbers_called({"jitter_us", "fill_share", "rejected", "drops", "vam_eff"}));
  if (!loaded) return tl::unexpected(loaded.error());
  const auto& table = loaded->table;
  RecordedTable out{{}, {loaded->input}, table.rows, 0};
  const auto cost = adjusted_cost(command, plan, *loaded, out.inputs);
  if (!cost) return tl::unexpected(cost.error());
  const auto places = places_of(plan);
  const auto &host = *table.find("host"), &time = *table.find("ts_decision_ns");
  const auto washout = static_cast<std::int64_t>(plan.washout_seconds * 1e9);
  std::map<PairKey, std::array<SideRows, 2>> cells;
  for (std::size_t row = 0; row < table.rows; ++row) {
    const auto found =
        host.is_null_at(row) ? places.end() : places.find(host.levels[host.codes[row]]);
    const auto at = time.integers[row];
    const SidePlace* place = nullptr;
    if (found != places.end() && !time.is_null_at(row)) {
      const auto next = std::ranges::partition_point(
          found->second, [&](const SidePlace& one) { return one.end_ns <= at; });
      if (next != found->second.end() && at >= next->begin_ns + washout) place = &*next;
    }
    if (place == nullptr) {
      ++out.outside;
      continue;
    }
    auto& cell = cells[{place->unit, place->pair}][place->is_second ? 1 : 0];
    const auto add = [&](std::vector<double>& to, const char* name) {
      if (const auto value = number_at(table.find(name), row)) to.push_back(*value);
    };
    if (std::isfinite((*cost)[row])) cell.cost.push_back((*cost)[row]);
    add(cell.jitter, "jitter_us");
    add(cell.completion, "fill_share");
    add(cell.rejects, "rejected");
    add(cell.drops, "drops");
    add(cell.vam, "vam_eff");
  }
  MeasuredPairs measured;
  for (auto& [key, two] : cells) measured[key] = {outcomes_of(two[0]), outcomes_of(two[1])};
  out.pairs = differences_of(plan, sides, measured);
  return out;
}

}  // namespace

Result<RecordedTable> read_canary_table(const CanaryCommand& command, const CanaryLedger& ledger,
                                        const CanarySides& sides) {
  const auto& plan = *ledger.plan;
  auto table = !command.pairs.empty()    ? from_pairs(command, plan)
               : !command.blocks.empty() ? from_blocks(command, plan, sides)
                                         : from_rows(command, plan, sides);
  if (!table) return table;
  for (const auto& pair : table->pairs) {
    for (const auto& difference : pair.differences) {
      if (!difference || std::fabs(*difference) <= kLargestDifference) continue;
      return fail(ErrorCode::usage,
                  fmt::format("{}: pair {} of {} differs by {:g}; {:g} is the most",
                              table->inputs.front().file, pair.pair, pair.unit, *difference,
                              kLargestDifference));
    }
  }
  keep_new(*table, ledger);
  return table;
}

Result<PerOutcome<double>> baseline_variances(const CanaryCommand& command, LedgerInput& input) {
  std::vector<ColumnWanted> others;
  for (const auto outcome : kCanaryOutcomes) {
    others.push_back({std::string(name_of(outcome)), ColumnKind::number});
  }
  std::vector<ColumnWanted> needed{others.front()};
  others.erase(others.begin());
  const auto loaded = load(command, command.baseline, needed, others);
  if (!loaded) return tl::unexpected(loaded.error());
  input = loaded->input;
  PerOutcome<double> variances{};
  for (const auto outcome : kCanaryOutcomes) {
    PairSums sums;
    for (std::size_t row = 0; row < loaded->table.rows; ++row) {
      if (const auto value = number_at(loaded->table.find(name_of(outcome)), row)) sums.add(*value);
    }
    variances[index_of(outcome)] = sums.variance();
  }
  return variances;
}

}  // namespace holdfast
