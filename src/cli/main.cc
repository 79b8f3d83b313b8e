#include "cli/main.h"

#include <fmt/format.h>

#include <cstdio>

#include "apply/lock.h"
#include "apply/unfinished.h"
#include "cli/command_line.h"
#include "cli/verbs.h"

namespace holdfast {
namespace {

int run(int status) { return status; }
int run(const ShowOptions& options) { return run_show(options); }
int run(const AuditOptions& options) { return run_audit(options); }
int run(const CaptureOptions& options) { return run_capture(options); }
int run(const PolicyOptions& options) { return run_policy(options); }
int run(const ApplyVerbOptions& options) { return run_apply(options); }
int run(const VerifyOptions& options) { return run_verify(options); }
int run(const RollbackOptions& options) { return run_rollback(options); }
int run(const RecoverOptions& options) { return run_recover(options); }
int run(const ExecOptions& options) { return run_exec(options); }
int run(const LeaseOptions& options) { return run_lease(options); }
int run(const PlanOptions& options) { return run_plan(options); }
int run(const RunOptions& options) { return run_agent(options); }
int run(const StatusOptions& options) { return run_status(options); }
int run(const EventsOptions& options) { return run_events(options); }
int run(const TopOptions& options) { return run_top(options); }
int run(const PauseOptions& options) { return run_pause(options); }
int run(const ServeOptions& options) { return run_serve(options); }
int run(const RssOptions& options) { return run_rss(options); }
int run(const ProbeOptions& options) { return run_probe_verb(options); }
int run(const BenchOptions& options) { return run_bench(options); }
int run(const RegimeOptions& options) { return run_regime(options); }
int run(const CompletionOptions& options) {
  std::fputs(completion_script(command_line_spec(), options.shell).c_str(), stdout);
  return kDone;
}

// Those that bring it to an end, or refuse because of it, say so themselves.
bool tells_of_unfinished(const Command& command) {
  return !std::holds_alternative<int>(command) &&
         !std::holds_alternative<CompletionOptions>(command) &&
         !std::holds_alternative<ApplyVerbOptions>(command) &&
         !std::holds_alternative<BenchOptions>(command) &&
         !std::holds_alternative<RollbackOptions>(command) &&
         !std::holds_alternative<RecoverOptions>(command) &&
         !std::holds_alternative<ServeOptions>(command);
}

}  // namespace

int run_command_line(int argc, char** argv) {
  const Command command = parse_command_line(argc, argv);
  if (tells_of_unfinished(command)) {
    if (const auto sentence = unfinished_sentence({}, kLockPath)) {
      fmt::print(stderr, "holdfast: {}\n", *sentence);
    }
  }
  int status = std::visit([](const auto& chosen) { return run(chosen); }, command);
  // A full disk or a closed pipe must not look like success.
  const bool lost = std::fflush(stdout) != 0 || std::ferror(stdout) != 0;
  if (lost && status == kDone) {
    status = report(Error{ErrorCode::failed, "standard output: could not be written"});
  }
  return status;
}

}  // namespace holdfast
