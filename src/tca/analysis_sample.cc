#include "tca/analysis_sample.h"

#include <algorithm>
#include <future>

#include "table/read_table.h"
#include "tca/parallel_threads.h"

namespace holdfast {
namespace {

MoreColumns columns_of(const AnalysisColumns& columns, const MoreColumns& more) {
  MoreColumns out{numbers_of(columns, more.numbers), factors_of(columns)};
  out.factors.insert(out.factors.end(), more.factors.begin(), more.factors.end());
  return out;
}

// A factor whose column is also a regressor is made of its numbers.
std::vector<ColumnWanted> wanted_of(const MoreColumns& columns) {
  std::vector<ColumnWanted> wanted;
  const auto want = [&](const std::string& name, ColumnKind kind) {
    if (std::ranges::find(wanted, name, &ColumnWanted::name) == wanted.end()) {
      wanted.push_back({name, kind});
    }
  };
  for (const auto& name : columns.numbers) want(name, ColumnKind::number);
  for (const auto& factor : columns.factors) {
    for (const auto& part : parts_of_factor(factor)) want(part, ColumnKind::text);
  }
  return wanted;
}

bool has_all(const std::vector<FileColumn>& columns, const std::vector<std::string>& names) {
  return std::ranges::all_of(names, [&](const std::string& name) {
    return std::ranges::find(columns, name, &FileColumn::name) != columns.end();
  });
}

}  // namespace

std::vector<std::string> numbers_of(const AnalysisColumns& columns,
                                    const std::vector<std::string>& more) {
  std::vector<std::string> names{columns.treatment, columns.outcome};
  names.insert(names.end(), columns.covariates.begin(), columns.covariates.end());
  for (const auto& one : columns.coarsened) names.push_back(one.column);
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

std::vector<std::string> factors_of(const AnalysisColumns& columns) {
  std::vector<std::string> names = columns.exact;
  for (const auto* more : {&columns.few_effects, &columns.effects}) {
    names.insert(names.end(), more->begin(), more->end());
  }
  names.push_back(columns.cluster);
  if (!columns.second_cluster.empty()) names.push_back(columns.second_cluster);
  return names;
}

Result<AnalysisTable> read_analysis(const CdtCommand& command, const MoreColumns& more,
                                    const std::vector<ColumnGroup>& if_all_there) {
  const auto database = Database::open(command.input.database);
  if (!database) return tl::unexpected(database.error());
  const auto file = InputFile::open(command.analysis);
  if (!file) return tl::unexpected(file.error());
  auto hash = std::async(std::launch::async, [&] { return file->sha256(); });
  auto columns = columns_of(command.columns, more);
  if (!if_all_there.empty()) {
    const auto there = list_columns(*database, *file);
    if (!there) return tl::unexpected(there.error());
    for (const auto& group : if_all_there) {
      if (!has_all(*there, group)) continue;
      columns.numbers.insert(columns.numbers.end(), group.begin(), group.end());
    }
  }
  auto table = read_table(*database, *file, wanted_of(columns), command.input.null_words);
  if (!table) return tl::unexpected(table.error());
  if (const auto sound = check_treatment(*table, command.columns.treatment); !sound) {
    return fail(sound.error().code, file->name() + ": " + sound.error().sentence);
  }
  const auto sha256 = hash.get();
  if (!sha256) return tl::unexpected(sha256.error());
  const char* format = file->format() == FileFormat::csv ? "csv" : "parquet";
  return AnalysisTable{{file->name(), format, *sha256, file->bytes()}, std::move(*table)};
}

AnalysisRows complete_rows(const AnalysisTable& table, const CdtCommand& command,
                           const MoreColumns& more) {
  const auto columns = columns_of(command.columns, more);
  const LeadingColumns usual{numbers_of(command.columns).size(),
                             factors_of(command.columns).size()};
  return analysis_rows(table.table, columns.numbers, columns.factors,
                       parallel_threads(command.input.database.threads), usual);
}

Result<AnalysisSample> read_sample(const CdtCommand& command, const MoreColumns& more) {
  const auto table = read_analysis(command, more);
  if (!table) return tl::unexpected(table.error());
  return AnalysisSample{table->source, complete_rows(*table, command, more)};
}

std::vector<std::uint32_t> kept_rows(const CemMatch& match) {
  std::vector<std::uint32_t> rows;
  for (std::size_t row = 0; row < match.stratum.size(); ++row) {
    if (match.stratum[row] != CemMatch::kPruned) rows.push_back(static_cast<std::uint32_t>(row));
  }
  return rows;
}

MatchedSample match_sample(const AnalysisRows& rows, const AnalysisColumns& columns,
                           bool is_pruned) {
  MatchedSample out;
  std::vector<CoarsenedColumn> coarsened;
  for (const auto& one : columns.coarsened) {
    std::vector<double> probabilities;
    for (unsigned bin = 1; bin < one.bins; ++bin) {
      probabilities.push_back(static_cast<double>(bin) / one.bins);
    }
    const auto values = rows.number(one.column);
    const bool has_cuts = !one.cuts.empty() || values.empty();
    out.cuts.push_back(has_cuts ? one.cuts : quantile_cuts(values, probabilities));
    coarsened.push_back({values, out.cuts.back()});
  }
  std::vector<Factor> exact;
  for (const auto& name : columns.exact) exact.push_back(rows.factor(name));
  out.match = match_coarsened(rows.number(columns.treatment), coarsened, exact);
  if (is_pruned && has_estimate(out.match.status)) out.pruned = rows.of(kept_rows(out.match));
  return out;
}

const AnalysisRows* regressed_rows(const AnalysisRows& rows, const MatchedSample& matched,
                                   bool is_pruned) {
  if (!is_pruned) return &rows;
  return matched.pruned ? &*matched.pruned : nullptr;
}

HdfeInput regression_input(const AnalysisRows& rows, const AnalysisColumns& columns,
                           const std::vector<std::string>& effects) {
  HdfeInput input{{rows.number(columns.treatment)}, {columns.treatment}, {}, {}};
  for (const auto& covariate : columns.covariates) {
    input.regressors.push_back(rows.number(covariate));
    input.names.push_back(covariate);
  }
  for (const auto& effect : effects) input.effects.push_back(rows.factor(effect));
  return input;
}

}  // namespace holdfast
