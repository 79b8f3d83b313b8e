// The verbs: one file each. They return the exit status; errors go to standard error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "cli/options.h"

namespace holdfast {

inline constexpr int kDone = 0;
inline constexpr int kFailure = 1;
inline constexpr int kUsage = 2;
inline constexpr int kChanges = 2;  // `plan`: the host is otherwise than the policy wants it
inline constexpr int kDiffers = 3;
inline constexpr int kPending = 4;

int run_show(const ShowOptions& options);
int run_audit(const AuditOptions& options);
int run_capture(const CaptureOptions& options);
int run_policy(const PolicyOptions& options);
int run_policy_init(const PolicyOptions& options);
int run_apply(const ApplyVerbOptions& options);
int run_verify(const VerifyOptions& options);
int run_rollback(const RollbackOptions& options);
int run_recover(const RecoverOptions& options);
int run_exec(const ExecOptions& options);
int run_lease(const LeaseOptions& options);
int run_plan(const PlanOptions& options);
int run_agent(const RunOptions& options);
int run_status(const StatusOptions& options);
int run_events(const EventsOptions& options);
int run_top(const TopOptions& options);
int run_pause(const PauseOptions& options);
int run_serve(const ServeOptions& options);
int run_rss(const RssOptions& options);
int run_probe_verb(const ProbeOptions& options);
int run_bench(const BenchOptions& options);
int run_regime(const RegimeOptions& options);
int run_regime_replay(const RegimeOptions& options);

/// Prints "holdfast: SENTENCE" to standard error, for each line of the sentence, and returns
/// kFailure, or kUsage for that code.
int report(const Error& error);
/// The same, but always kFailure: for verbs whose exit status 2 says something else.
int report_failure(const Error& error);
/// Prints what could not be read, a line each, to standard error.
void report(const Diagnostics& diagnostics);

}  // namespace holdfast
