// `canary decide`: the decision as of now, written into the ledger and told.
#include <fmt/format.h>

#include "tca/canary_file.h"
#include "tca/canary_verbs.h"
#include "tca/output.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

int status_of(CanaryVerdict verdict) {
  switch (verdict) {
    case CanaryVerdict::promote: return kVerbDone;
    case CanaryVerdict::rollback: return kCanaryRollback;
    case CanaryVerdict::go_on: return kCanaryContinue;
    case CanaryVerdict::stop_no_decision: return kCanaryStop;
  }
  return kVerbFailure;
}

}  // namespace

CanaryState canary_state(const CanaryLedger& ledger) {
  const auto pairs = canary_pairs(ledger);
  CanaryState state{looks_of(pairs, ledger.plan->rule), {}};
  state.decision = decide_canary(pairs, state.looks, ledger.plan->rule);
  return state;
}

Result<void> expect_plan(const CanaryLedger& ledger, const std::string& path) {
  if (ledger.plan) return {};
  return fail(
      ErrorCode::usage,
      path + ": there is no plan in it; its planning was interrupted; remove it and plan again");
}

int run_canary_decide(const CanaryCommand& command) {
  const CanaryFiles files{command.folder};
  auto writer = LedgerWriter::open(files, LedgerWriter::Make::no);
  if (!writer) return report_tca(writer.error());
  if (!writer->notice().empty()) fmt::print(stderr, "holdfast-tca: {}\n", writer->notice());
  if (auto planned = expect_plan(writer->ledger(), files.ledger()); !planned) {
    return report_tca(planned.error());
  }
  const auto state = canary_state(writer->ledger());
  std::vector<std::string> holding;
  for (const auto& reason : state.decision.reasons) {
    if (reason.holds) holding.push_back(reason.id);
  }
  const auto put =
      writer->append(decision_line(writer->ledger(), wall_time_now(),
                                   name_of(state.decision.verdict), state.decision.pairs, holding));
  if (!put) return report_tca(put.error());
  const int status =
      write_outputs([&] { return canary_text(state); },
                    {{command.json, [&] { return canary_json(writer->ledger(), state); }}});
  return status != kVerbDone ? status : status_of(state.decision.verdict);
}

}  // namespace holdfast
