#include <cstdio>

#include "tca/cdt_answer.h"
#include "tca/output.h"
#include "tca/parallel_threads.h"
#include "tca/verbs.h"

namespace holdfast {

int run_cdt(const CdtCommand& command) {
  const auto sample = read_sample(command, {});
  if (!sample) return report_tca(sample.error());
  const auto& rows = sample->rows;
  CdtAnswer answer{sample->source,
                   rows.flow(command.columns.treatment),
                   estimate_cdt(rows, command.columns, command.is_pruned,
                                parallel_threads(command.input.database.threads)),
                   {}};
  if (command.checks_nearest) answer.checks = nearest_checks(rows, command.columns);
  return write_outputs([&] { return cdt_text(command, answer); },
                       {{command.json, [&] { return cdt_json(command, answer); }},
                        {command.csv, [&] { return cdt_csv(answer); }}});
}

}  // namespace holdfast
