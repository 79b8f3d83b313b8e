#include <cstdio>
#include <future>

#include "host/new_file.h"
#include "table/read_table.h"
#include "tca/cdt_answer.h"
#include "tca/output.h"
#include "tca/parallel_threads.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

std::vector<std::string> numbers_of(const AnalysisColumns& columns) {
  std::vector<std::string> names{columns.treatment, columns.outcome};
  names.insert(names.end(), columns.covariates.begin(), columns.covariates.end());
  for (const auto& one : columns.coarsened) names.push_back(one.column);
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

// A factor whose column is also a regressor is made of its numbers.
std::vector<ColumnWanted> wanted_of(const std::vector<std::string>& numbers,
                                    const std::vector<std::string>& factors) {
  std::vector<ColumnWanted> wanted;
  const auto want = [&](const std::string& name, ColumnKind kind) {
    for (const auto& one : wanted) {
      if (one.name == name) return;
    }
    wanted.push_back({name, kind});
  };
  for (const auto& name : numbers) want(name, ColumnKind::number);
  for (const auto& factor : factors) {
    for (const auto& part : parts_of_factor(factor)) want(part, ColumnKind::text);
  }
  return wanted;
}

Result<CdtAnswer> answer_of(const CdtCommand& command) {
  const auto database = Database::open(command.input.database);
  if (!database) return tl::unexpected(database.error());
  const auto file = InputFile::open(command.analysis);
  if (!file) return tl::unexpected(file.error());
  auto hash = std::async(std::launch::async, [&] { return file->sha256(); });
  const auto numbers = numbers_of(command.columns), factors = factors_of(command.columns);
  auto table = read_table(*database, *file, wanted_of(numbers, factors), command.input.null_words);
  if (!table) return tl::unexpected(table.error());
  if (const auto sound = check_treatment(*table, command.columns.treatment); !sound) {
    return fail(sound.error().code, file->name() + ": " + sound.error().sentence);
  }
  const auto rows = analysis_rows(*table, numbers, factors);
  *table = {};
  CdtAnswer answer{.file = file->name(),
                   .format = file->format() == FileFormat::csv ? "csv" : "parquet",
                   .bytes = file->bytes(),
                   .rows_read = rows.read,
                   .rows_kept = rows.rows,
                   .dropped = rows.dropped};
  answer.estimates = estimate_cdt(rows, command.columns, command.is_pruned,
                                  parallel_threads(command.input.database.threads));
  answer.treated = answer.estimates.estimates.front().treated;
  const auto sha256 = hash.get();
  if (!sha256) return tl::unexpected(sha256.error());
  answer.sha256 = *sha256;
  return answer;
}

}  // namespace

int run_cdt(const CdtCommand& command) {
  const auto answer = answer_of(command);
  if (!answer) return report_tca(answer.error());
  const bool has_output = command.json == "-" || command.csv == "-";
  if (!has_output) std::fputs(cdt_text(command, *answer).c_str(), stdout);
  return write_outputs({{command.json, [&] { return cdt_json(command, *answer); }},
                        {command.csv, [&] { return cdt_csv(*answer); }}});
}

}  // namespace holdfast
