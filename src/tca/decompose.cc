#include <fmt/format.h>

#include "base/printable.h"
#include "tca/decompose_answer.h"
#include "tca/output.h"
#include "tca/parallel_threads.h"
#include "tca/sample_text.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

std::string row_text(std::string_view name, const GelbachRow& row) {
  std::string text = fmt::format("  {:<16}", printable(name));
  for (const auto& part : row.parts) {
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
    text += row_text(command.channels[i], answer.parts.rows[i]);
  }
  text += row_text("all", answer.parts.sum);
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

Result<DecomposeAnswer> decompose_answer(const CdtCommand& command) {
  const auto sample = read_sample(command, {columns_of_parts(command), {}});
  if (!sample) return tl::unexpected(sample.error());
  return decompose_of(command, *sample,
                      match_sample(sample->rows, command.columns, command.is_pruned));
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
