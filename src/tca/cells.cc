#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/printable.h"
#include "cdt/false_discovery.h"
#include "tca/cells_answer.h"
#include "tca/csv_field.h"
#include "tca/output.h"
#include "tca/parallel_threads.h"
#include "tca/sample_text.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

constexpr std::size_t kShownCells = 10;  // as text, of each kind

void add_shrunk_values(CellTable& table) {
  std::vector<RankedCell*> cells;
  std::vector<double> estimates, errors, p;
  for (auto& cell : table.cells) {
    if (!cell.effect.has_error()) continue;
    cells.push_back(&cell);
    estimates.push_back(cell.effect.inference.estimate);
    errors.push_back(cell.effect.inference.error);
    p.push_back(cell.effect.inference.p);
  }
  auto spread = random_effects(estimates, errors);
  if (!spread) return;
  const auto shares = false_discovery_shares(p);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    cells[i]->shrunk = spread->shrunk[i];
    cells[i]->shrunk_error = spread->shrunk_error[i];
    cells[i]->discovery_share = shares[i];
  }
  table.spread = std::move(spread);
  std::ranges::sort(table.cells, [](const RankedCell& a, const RankedCell& b) {
    const bool is_a = a.effect.has_error(), is_b = b.effect.has_error();
    if (is_a != is_b) return is_a;
    if (is_a && a.shrunk != b.shrunk) return a.shrunk > b.shrunk;
    return a.name < b.name;
  });
}

CellTable table_of(const CdtCommand& command, const AnalysisRows& whole, const AnalysisRows& rows,
                   const std::string& by) {
  const auto& columns = command.columns;
  CellInput input{.base = regression_input(rows, columns, columns.effects),
                  .outcome = rows.number(columns.outcome),
                  .cells = rows.factor(by),
                  .clusters = rows.factor(columns.cluster),
                  .second_clusters = {},
                  .whole = cell_arms(whole.number(columns.treatment), whole.factor(by))};
  if (!columns.second_cluster.empty()) input.second_clusters = rows.factor(columns.second_cluster);
  const auto effects = cell_effects(input, parallel_threads(command.input.database.threads));
  CellTable table{.by = by, .spread = {}, .cells = {}};
  const auto& names = rows.level_names(by);
  for (std::size_t k = 0; k < effects.size(); ++k) {
    if (effects[k].status != EstimateStatus::empty) table.cells.push_back({names[k], effects[k]});
  }
  add_shrunk_values(table);
  return table;
}

std::string line_of(const RankedCell& cell) {
  const auto& effect = cell.effect;
  std::string line = fmt::format("  {:<14}", printable(cell.name));
  if (!effect.has_error()) {
    return line + fmt::format("{}: {}\n", name_of(effect.status), sentence_of(effect.status));
  }
  const auto& one = effect.inference;
  line += fmt::format("{:>9.4f} {:>9.4f}  [{:.4f}, {:.4f}]  {} rows", cell.shrunk, one.estimate,
                      one.low, one.high, effect.compared.rows);
  if (cell.discovery_share > kCellDiscoveries) line += "  not told from 0";
  if (effect.status != EstimateStatus::ok) line += fmt::format("  {}", name_of(effect.status));
  return line + "\n";
}

std::string table_text(const CellTable& table) {
  std::string text =
      fmt::format("{}: shrunk bps, own estimate and its 95 % interval\n", printable(table.by));
  std::size_t shown = 0;
  for (const auto& cell : table.cells) {
    if (shown++ < kShownCells) text += line_of(cell);
  }
  if (shown > kShownCells) text += fmt::format("  and {} more\n", shown - kShownCells);
  if (table.spread) {
    text += fmt::format("  mean {:.4f} se {:.4f}, tau {:.4f}, I2 {:.0f} %\n", table.spread->mean,
                        table.spread->error, std::sqrt(table.spread->tau_squared),
                        100 * table.spread->i_squared);
  }
  return text;
}

std::string cells_text(const CellsAnswer& answer) {
  std::string text = flow_text(answer.source, answer.flow);
  for (const auto& table : answer.tables) text += table_text(table);
  if (answer.tables.empty()) {
    text +=
        fmt::format("no estimate: {}, {}\n", name_of(answer.status), sentence_of(answer.status));
  }
  return text;
}

}  // namespace

CellsAnswer cells_of(const CdtCommand& command, const AnalysisSample& sample,
                     const MatchedSample& matched) {
  CellsAnswer out{sample.source,
                  sample.rows.flow(command.columns.treatment),
                  matched.cuts,
                  matched.match.status,
                  {}};
  const auto* rows = regressed_rows(sample.rows, matched, command.is_pruned);
  if (rows == nullptr) return out;
  for (const auto& by : command.cell_kinds) {
    out.tables.push_back(table_of(command, sample.rows, *rows, by));
  }
  return out;
}

std::string cells_csv(const CellsAnswer& answer) {
  std::string text =
      "by,cell,status,rows,treated,clusters,estimate,error,p,low,high,shrunk,shrunk_error,"
      "discovery_share\n";
  for (const auto& table : answer.tables) {
    for (const auto& [name, effect, shrunk, shrunk_error, share] : table.cells) {
      text += fmt::format("{},{},{},{},{},{},", csv_field(table.by), csv_field(name),
                          name_of(effect.status), effect.compared.rows, effect.compared.treated,
                          effect.clusters);
      const auto& one = effect.inference;
      if (effect.has_estimate()) text += fmt::format("{}", one.estimate);
      text += effect.has_error() ? fmt::format(",{},{},{},{},{},{},{}\n", one.error, one.p, one.low,
                                               one.high, shrunk, shrunk_error, share)
                                 : ",,,,,,,\n";
    }
  }
  return text;
}

int run_cells(const CdtCommand& command) {
  const auto sample = read_sample(command, {{}, command.cell_kinds});
  if (!sample) return report_tca(sample.error());
  const auto answer =
      cells_of(command, *sample, match_sample(sample->rows, command.columns, command.is_pruned));
  return write_outputs([&] { return cells_text(answer); },
                       {{command.json, [&] { return cells_json(command, answer); }},
                        {command.csv, [&] { return cells_csv(answer); }}});
}

}  // namespace holdfast
