#include <fmt/format.h>

#include <algorithm>

#include "tca/output.h"
#include "tca/output_folder.h"
#include "tca/parallel_threads.h"
#include "tca/report_answer.h"
#include "tca/stage_line.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

Result<ReportGiven> read_given(const ReportFiles& files) {
  ReportGiven given;
  const auto read = [](auto& to, const std::string& path, auto reader) -> Result<void> {
    if (path.empty()) return {};
    auto found = reader(path);
    if (!found) return tl::unexpected(found.error());
    to = std::move(*found);
    return {};
  };
  auto done = read(given.events, files.events, read_given_events);
  if (done) done = read(given.canary, files.canary, read_given_canary);
  if (done) done = read(given.grid, files.sensitivity, read_given_grid);
  if (!done) return tl::unexpected(done.error());
  return given;
}

bool has_columns(const Table& table, const std::vector<std::string>& names) {
  return std::ranges::all_of(names, [&](const auto& name) { return table.find(name) != nullptr; });
}

struct Samples {
  AnalysisSample all;
  bool has_parts = false;  // mediators and channels are in the file, each with a value somewhere
  /// The decomposition leaves out rows without a mediator or a channel. When that are some, it has
  /// a sample of its own, as the verb `decompose` has.
  std::optional<AnalysisSample> of_parts;
  CdtUsd notional;
};

Samples samples_of(const CdtCommand& command, const AnalysisTable& table) {
  const auto parts = columns_of_parts(command);
  Samples out;
  out.has_parts =
      has_columns(table.table, parts) && columns_without_value(table.table, parts).empty();
  if (out.has_parts) {
    AnalysisSample with_parts{table.source,
                              complete_rows(table, command, {parts, command.cell_kinds})};
    const bool lacks_some = std::ranges::any_of(with_parts.rows.dropped, [&](const auto& drop) {
      return std::ranges::find(parts, drop.column) != parts.end();
    });
    (lacks_some ? out.of_parts.emplace() : out.all) = std::move(with_parts);
    if (!lacks_some) return out;
  }
  out.all = {table.source, complete_rows(table, command, {{}, command.cell_kinds})};
  return out;
}

Result<Samples> read_samples(const CdtCommand& command) {
  const auto parts = columns_of_parts(command);
  MoreColumns more{{}, command.cell_kinds};
  if (command.has_parts) more.numbers = parts;
  auto groups = notional_group(command);
  groups.push_back(parts);
  const auto table = read_analysis(command, more, groups);
  if (!table) return tl::unexpected(table.error());
  auto out = samples_of(command, *table);
  out.notional = drifted_notional(command, table->table, out.all.rows);
  return out;
}

DecomposeAnswer parts_of(const CdtCommand& command, const Samples& samples,
                         const MatchedSample& matched) {
  if (!samples.of_parts) return decompose_of(command, samples.all, matched);
  return decompose_of(command, *samples.of_parts,
                      match_sample(samples.of_parts->rows, command.columns, command.is_pruned));
}

Result<ReportAnswer> report_answer(const CdtCommand& command, StageLine& stage) {
  auto given = read_given(command.report);
  if (!given) return tl::unexpected(given.error());
  stage.begin(stage_of_reading(command.analysis));
  const auto samples = read_samples(command);
  if (!samples) return tl::unexpected(samples.error());
  const auto& [source, rows] = samples->all;
  const auto& columns = command.columns;
  stage.begin("matching");
  const auto matched = match_sample(rows, columns, command.is_pruned);
  ReportAnswer out;
  stage.begin("estimating the mean");
  out.cdt = {source,
             rows.flow(columns.treatment),
             estimate_cdt(rows, matched, columns, command.is_pruned,
                          parallel_threads(command.input.database.threads)),
             {},
             {}};
  out.cdt.usd = cdt_usd(samples->notional, out.cdt.estimates);
  stage.begin("estimating the tail");
  auto curve = command;
  curve.taus = curve_taus(command.taus);
  out.tail = tail_of(curve, samples->all, matched);
  stage.begin("estimating cells");
  out.cells = cells_of(command, samples->all, matched);
  if (samples->has_parts) {
    stage.begin("decomposing");
    out.parts = parts_of(command, *samples, matched);
  }
  out.given = std::move(*given);
  return out;
}

Result<void> write_tables(const CdtCommand& command, const ReportAnswer& answer) {
  if (command.report.csv_folder.empty()) return {};
  auto folder = OutputFolder::open(command.report.csv_folder);
  if (!folder) return tl::unexpected(folder.error());
  for (const auto& [name, text] : report_tables(command, answer)) {
    const auto file = folder->begin(name);
    if (!file) return tl::unexpected(file.error());
    if (const auto wrote = folder->write(*file, text); !wrote) return wrote;
  }
  return folder->publish();
}

}  // namespace

std::vector<double> curve_taus(const std::vector<double>& taus) {
  std::vector<double> all = taus;
  for (int percent = 5; percent <= 95; percent += 5) all.push_back(percent / 100.0);
  all.insert(all.end(), {0.975, 0.99});
  std::ranges::sort(all);
  all.erase(std::ranges::unique(all).begin(), all.end());
  return all;
}

int run_report(const CdtCommand& command) {
  const auto answer = [&] {
    StageLine stage;
    return report_answer(command, stage);
  }();
  if (!answer) return report_tca(answer.error());
  if (const auto wrote = write_tables(command, *answer); !wrote) return report_tca(wrote.error());
  return write_outputs([&] { return report_sentence(command, *answer) + "\n"; },
                       {{command.report.page, [&] { return report_page(command, *answer); }},
                        {command.json, [&] { return report_json(command, *answer); }}});
}

}  // namespace holdfast
