// Outcome: what came of an apply, a rollback or a recovery, for people, JSON and the exit status.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/plan.h"
#include "model/vector.h"

namespace holdfast {

enum class OutcomeKind {
  nothing_to_do,
  done,
  pending,          // all is requested; some interrupts have not moved yet
  refused,          // nothing was touched
  rolled_back,      // it failed, and the host is as it was
  not_rolled_back,  // it failed, and could not be put back: `remaining` has what is otherwise
  left,             // stopped at once by a second signal; the journal is unfinished
};
std::string_view name_of(OutcomeKind kind);  // "nothing-to-do", "done", …

struct StepResult {
  Step step;
  bool done = false;  // nobody refused it
  std::string why;    // when it was refused
  bool back = false;  // a step of going back
  friend bool operator==(const StepResult&, const StepResult&) = default;
};

/// Interrupts of one vector counted while we watched, after it had moved (KERNEL §17).
struct FiredVector {
  SettingObject object;
  CpuSet cpus;              // where they belong
  std::uint64_t count = 0;  // all of them
  CpuCounts elsewhere;      // those on other CPUs
  friend bool operator==(const FiredVector&, const FiredVector&) = default;
};

struct Outcome {
  OutcomeKind kind = OutcomeKind::nothing_to_do;
  std::string sentence;
  std::uint64_t id = 0;  // of its journal; 0: none was begun
  Plan plan;             // the first one
  std::vector<StepResult> steps;
  Verdict verdict;  // after an apply; `pending` also after a rollback
  std::vector<FiredVector> fired;
  std::vector<Difference> remaining;  // of not_rolled_back
};

/// docs/schema/outcome.schema.json
std::string to_json(const Outcome& outcome);

}  // namespace holdfast
