#include "cli/main.h"

#include <cstdio>

#include "cli/command_line.h"
#include "cli/verbs.h"

namespace holdfast {
namespace {

int run(int status) { return status; }
int run(const ShowOptions& options) { return run_show(options); }
int run(const AuditOptions& options) { return run_audit(options); }
int run(const CaptureOptions& options) { return run_capture(options); }
int run(const PlanOptions& options) { return run_plan(options); }
int run(const CompletionOptions& options) {
  std::fputs(completion_script(command_line_spec(), options.shell).c_str(), stdout);
  return kDone;
}

}  // namespace

int run_command_line(int argc, char** argv) {
  const Command command = parse_command_line(argc, argv);
  int status = std::visit([](const auto& chosen) { return run(chosen); }, command);
  // A full disk or a closed pipe must not look like success.
  const bool lost = std::fflush(stdout) != 0 || std::ferror(stdout) != 0;
  if (lost && status == kDone) {
    status = report(Error{ErrorCode::failed, "standard output: could not be written"});
  }
  return status;
}

}  // namespace holdfast
