#include "tca/main.h"

#include <cstdio>

#include "tca/command_line.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

int run(int status) { return status; }
int run(const CdtCommand& command) {
  switch (command.part) {
    case CdtPart::cdt: return run_cdt(command);
    case CdtPart::tail: return run_tail(command);
    case CdtPart::decompose: return run_decompose(command);
    case CdtPart::sensitivity: return run_sensitivity(command);
    case CdtPart::cells: return run_cells(command);
    case CdtPart::features:  // its command is another
    case CdtPart::report: break;
  }
  return run_report(command);
}
int run(const ValidateCommand& command) { return run_validate(command); }
int run(const AccountCommand& command) { return run_account(command); }
int run(const LabelCommand& command) { return run_label(command); }
int run(const SynthCommand& command) { return run_synth(command); }
int run(const CanaryCommand& command) { return run_canary(command); }
int run(const EventsCommand& command) { return run_events(command); }
int run(const CohortsCommand& command) { return run_cohorts(command); }
int run(const FeaturesCommand& command) { return run_features(command); }
int run(const FixCommand& command) { return run_fix(command); }
int run(const SelftestCommand& command) { return run_selftest(command); }
int run(const TcaCompletion& command) {
  std::fputs(tca_completion(command.shell).c_str(), stdout);
  return kVerbDone;
}

}  // namespace

int run_tca(int argc, char** argv) {
  const auto command = parse_tca_command_line(argc, argv);
  const int status = std::visit([](const auto& chosen) { return run(chosen); }, command);
  return end_of_output("holdfast-tca", status);
}

}  // namespace holdfast
