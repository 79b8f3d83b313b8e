#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "base/printable.h"
#include "tca/decompose_answer.h"
#include "tca/output.h"
#include "tca/parallel_threads.h"
#include "tca/sample_text.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

bool is_dropped(const Gelbach& parts, std::size_t mediator) {
  return parts.variance_inflation[mediator + 1] == 0;
}

// A mediator that was dropped has no part.
std::string row_text(std::string_view name, const GelbachRow& row, const Gelbach& parts) {
  std::string text = fmt::format("  {:<16}", printable(name));
  for (std::size_t i = 0; i < row.parts.size(); ++i) {
    const auto& part = row.parts[i];
    if (i < parts.gamma.size() && is_dropped(parts, i)) {
      text += fmt::format("{:>18} ", "-");
      continue;
    }
    text += fmt::format("{:>9.4f} ({:.4f}){}", part.value, part.error, part.separable ? " " : "*");
  }
  return text + fmt::format("{:>9.4f} ({:.4f})\n", row.total.value, row.total.error);
}

std::string decompose_text(const CdtCommand& command, const DecomposeAnswer& answer) {
  std::string text = flow_text(answer.source, answer.flow);
  if (answer.parts.rows.empty()) {
    return text +
           fmt::format("no estimate: {}, {}\n", name_of(answer.status), sentence_of(answer.status));
  }
  text += fmt::format("  {:<16}", "bps (se)");
  for (const auto& name : command.mediators) text += fmt::format("{:>18} ", printable(name));
  text += fmt::format("{:>18} {:>18}\n", "unattributed", "all");
  for (std::size_t i = 0; i < answer.parts.rows.size(); ++i) {
    text += row_text(command.channels[i], answer.parts.rows[i], answer.parts);
  }
  text += row_text("all", answer.parts.sum, answer.parts);
  const auto dropped = dropped_sentence(command, answer.parts);
  if (!dropped.empty()) text += "- " + printable(dropped) + "\n";
  return text + fmt::format(
                    "* not separable: its standard error is above half of the row's sum\n"
                    "status {}\n",
                    name_of(answer.status));
}

}  // namespace

std::vector<std::string> columns_of_parts(const CdtCommand& command) {
  auto columns = command.mediators;
  columns.insert(columns.end(), command.channels.begin(), command.channels.end());
  return columns;
}

std::vector<std::string> columns_without_value(const Table& table,
                                               const std::vector<std::string>& names) {
  std::vector<std::string> empty;
  for (const auto& name : names) {
    const auto* column = table.find(name);
    if (column == nullptr || column->is_null.empty()) continue;
    const auto is_null = [](std::uint8_t flag) { return flag != 0; };
    if (std::ranges::all_of(column->is_null, is_null)) empty.push_back(name);
  }
  return empty;
}

// A covariate may be left out too, as what is one figure for each symbol, and takes nothing along.
std::string dropped_sentence(const CdtCommand& command, const Gelbach& parts) {
  std::vector<std::string> dropped;
  std::ranges::copy_if(parts.dropped_names, std::back_inserter(dropped), [&](const auto& name) {
    return std::ranges::find(command.mediators, name) != command.mediators.end();
  });
  if (dropped.empty()) return "";
  return fmt::format(
      "{}: told in full by the regime, the covariates and the effects; left out, and "
      "what goes with it is unattributed",
      fmt::join(dropped, ", "));
}

Result<DecomposeAnswer> decompose_answer(const CdtCommand& command) {
  const MoreColumns more{columns_of_parts(command), {}};
  const auto table = read_analysis(command, more);
  if (!table) return tl::unexpected(table.error());
  if (const auto empty = columns_without_value(table->table, more.numbers); !empty.empty()) {
    return fail(ErrorCode::usage,
                fmt::format("{}: no row has a value in \"{}\": say with --mediators and --channels "
                            "which columns to take",
                            table->source.file, fmt::join(empty, "\", \"")));
  }
  const AnalysisSample sample{table->source, complete_rows(*table, command, more)};
  return decompose_of(command, sample,
                      match_sample(sample.rows, command.columns, command.is_pruned));
}

DecomposeAnswer decompose_of(const CdtCommand& command, const AnalysisSample& sample,
                             const MatchedSample& matched) {
  const auto& columns = command.columns;
  DecomposeAnswer out{
      sample.source, sample.rows.flow(columns.treatment), matched.cuts, matched.match.status, {}};
  const auto* rows = regressed_rows(sample.rows, matched, command.is_pruned);
  if (rows == nullptr) return out;
  GelbachInput input{.base = regression_input(*rows, columns, columns.effects),
                     .mediator_names = command.mediators,
                     .clusters = rows->factor(columns.cluster)};
  for (const auto& name : command.mediators) input.mediators.push_back(rows->number(name));
  for (const auto& name : command.channels) input.outcomes.push_back(rows->number(name));
  out.parts = gelbach(input, parallel_threads(command.input.database.threads));
  out.status = out.parts.status;
  return out;
}

int run_decompose(const CdtCommand& command) {
  const auto answer = decompose_answer(command);
  if (!answer) return report_tca(answer.error());
  return write_outputs([&] { return decompose_text(command, *answer); },
                       {{command.json, [&] { return decompose_json(command, *answer); }}});
}

}  // namespace holdfast
