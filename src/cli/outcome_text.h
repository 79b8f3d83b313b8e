// An apply, rollback or recovery in words, and its exit status.
#pragma once

#include <functional>
#include <string>

#include "apply/outcome.h"
#include "cli/table.h"

namespace holdfast {

/// "✓ eth0 rx 3 (irq 38): 0-7 → 2", "✗ … : why"; a line with its end.
std::string text_of(const StepResult& result, const Screen& screen);
/// Prints each step as it ends; `screen` outlives it.
std::function<void(const StepResult&)> step_printer(const Screen& screen);
/// What came of it: pending vectors, interrupts that came elsewhere, what is left, and the
/// sentence.
std::string text_of(const Outcome& outcome, const Screen& screen);
/// "differs: …", "pending: …", "refused: …", and how many settings are met.
std::string text_of(const Verdict& verdict, const Screen& screen);

/// Prints it, a failure on standard error, and returns the exit status.
int print_outcome(const Outcome& outcome, bool json, bool quiet);
int exit_status(const Outcome& outcome);
int exit_status(const Verdict& verdict);

}  // namespace holdfast
