#include <cstdio>

#include "tca/cdt_answer.h"
#include "tca/output.h"
#include "tca/parallel_threads.h"
#include "tca/verbs.h"

namespace holdfast {

namespace {

struct CdtSample {
  AnalysisSample sample;
  CdtUsd notional;
};

Result<CdtSample> read_cdt(const CdtCommand& command) {
  const auto table = read_analysis(command, {}, notional_group(command));
  if (!table) return tl::unexpected(table.error());
  CdtSample out{{table->source, complete_rows(*table, command, {})}, {}};
  out.notional = drifted_notional(command, table->table, out.sample.rows);
  return out;
}

}  // namespace

int run_cdt(const CdtCommand& command) {
  const auto read = read_cdt(command);
  if (!read) return report_tca(read.error());
  const auto& rows = read->sample.rows;
  CdtAnswer answer{read->sample.source,
                   rows.flow(command.columns.treatment),
                   estimate_cdt(rows, command.columns, command.is_pruned,
                                parallel_threads(command.input.database.threads)),
                   {},
                   {}};
  answer.usd = cdt_usd(read->notional, answer.estimates);
  if (command.checks_nearest) answer.checks = nearest_checks(rows, command.columns);
  return write_outputs([&] { return cdt_text(command, answer); },
                       {{command.json, [&] { return cdt_json(command, answer); }},
                        {command.csv, [&] { return cdt_csv(answer); }}});
}

}  // namespace holdfast
