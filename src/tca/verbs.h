// The verbs of holdfast-tca: one file each. They return the exit status; errors go to standard
// error.
#pragma once

#include "base/result.h"
#include "tca/command_line.h"

namespace holdfast {

inline constexpr int kTcaViolations = 3;  // validate found some

int run_cdt(const CdtCommand& command);
int run_tail(const CdtCommand& command);
int run_decompose(const CdtCommand& command);
int run_account(const AccountCommand& command);
int run_sensitivity(const CdtCommand& command);
int run_cells(const CdtCommand& command);
int run_report(const CdtCommand& command);
int run_label(const LabelCommand& command);
int run_validate(const ValidateCommand& command);
int run_synth(const SynthCommand& command);
int run_events(const EventsCommand& command);
int run_cohorts(const CohortsCommand& command);
int run_fix(const FixCommand& command);

/// Prints "holdfast-tca: SENTENCE" to standard error, and returns kVerbFailure, or kVerbUsage for
/// that code.
int report_tca(const Error& error);

}  // namespace holdfast
