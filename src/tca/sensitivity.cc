#include <algorithm>

#include "tca/output.h"
#include "tca/parallel_threads.h"
#include "tca/sensitivity_answer.h"
#include "tca/stage_line.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

Result<AnalysisTable> read_checked(const CdtCommand& command) {
  const auto& checks = command.sensitivity;
  std::vector<std::string> more;
  for (const auto* names : {&checks.negative_exposures, &checks.negative_outcomes, &checks.leads}) {
    more.insert(more.end(), names->begin(), names->end());
  }
  for (const auto& name : {checks.vam, checks.since_change}) {
    if (!name.empty()) more.push_back(name);
  }
  MoreColumns columns{std::move(more), {}};
  // The window as a text too, as `cdt` reads it: the same rows are to be in the same order.
  if (!checks.window.empty()) {
    columns.factors = {checks.host, checks.session, checks.date, checks.window};
  }
  auto read = read_analysis(command, columns);
  if (!read || checks.window.empty()) return read;
  if (const auto places = window_places(read->table, checks.window); !places) {
    return fail(places.error().code, read->source.file + ": " + places.error().sentence);
  }
  return read;
}

}  // namespace

const CdtEstimate* SensitivityAnswer::headline() const {
  const auto found = std::ranges::find(cdt.estimates, cdt.headline, &CdtEstimate::name);
  return found == cdt.estimates.end() ? nullptr : &*found;
}

const std::vector<std::string>& effects_of(const SensitivityAnswer& answer,
                                           const AnalysisColumns& columns) {
  return answer.model == "fe_a" ? columns.few_effects : columns.effects;
}

Result<SensitivityAnswer> sensitivity_answer(const CdtCommand& command, StageLine& stage) {
  stage.begin(stage_of_reading(command.analysis));
  const auto read = read_checked(command);
  if (!read) return tl::unexpected(read.error());
  const auto& columns = command.columns;
  const auto parallel = parallel_threads(command.input.database.threads);
  const auto rows = analysis_rows(read->table, numbers_of(columns), factors_of(columns), parallel);
  stage.begin("estimating the mean");
  SensitivityAnswer out{.source = read->source, .flow = rows.flow(columns.treatment)};
  out.cdt = estimate_cdt(rows, columns, command.is_pruned, parallel);
  if (out.cdt.headline.starts_with("fe_")) {
    out.model = out.cdt.headline;
    const auto matched = match_sample(rows, columns, command.is_pruned);
    stage.begin("bounding what a confounder could do");
    add_bounds(out, command, rows, *regressed_rows(rows, matched, command.is_pruned), parallel);
    stage.begin("shifting and exchanging the regime");
    add_placebos(out, command, read->table, parallel);
  }
  stage.begin("trying other models");
  add_spec_grid(out, command, read->table, rows, parallel);
  auto facts = grade_facts(out.cdt, columns);
  facts.placebo = out.placebo;
  facts.robustness = out.robust;
  out.grade = evidence_grade(facts);
  return out;
}

int run_sensitivity(const CdtCommand& command) {
  const auto answer = [&] {
    StageLine stage;
    return sensitivity_answer(command, stage);
  }();
  if (!answer) return report_tca(answer.error());
  return write_outputs([&] { return sensitivity_text(command, *answer); },
                       {{command.json, [&] { return sensitivity_json(command, *answer); }}});
}

}  // namespace holdfast
