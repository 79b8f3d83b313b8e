// JournalRecord: what a journal file says of one apply, rollback or bench, and how its text is
// read.
//
// A journal is JSON lines (docs/journal.md): "begin" with everything that is needed to go on
// or back, then for each step "step-begin" and "step-done" or "step-failed", and "end" last. What
// stands in it may come from a process that was killed in the middle of a line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/plan.h"

namespace holdfast {

/// A bench (tuning/bench_layers.h) applies and undoes parts of a plan; brought to an end, it is as
/// if it had never been.
enum class JournalKind { apply, rollback, bench };
std::string_view name_of(JournalKind kind);  // "apply", "rollback", "bench"
std::optional<JournalKind> parse_journal_kind(std::string_view name);

/// How an apply or rollback ended. `failed`: neither at its goal nor where it began.
enum class Ending { done, pending, rolled_back, failed };
std::string_view name_of(Ending ending);  // "done", "pending", "rolled-back", "failed"

/// Who asked for it.
struct Author {
  std::uint32_t user = 0;
  std::uint32_t process = 0;
  std::string command;  // its words, joined by blanks
  friend bool operator==(const Author&, const Author&) = default;
};

struct JournalBegin {
  std::uint64_t id = 0;  // from 1, rising
  JournalKind kind = JournalKind::apply;
  std::string boot_id;  // /proc/sys/kernel/random/boot_id
  std::string at;       // wall time, "2026-05-01T14:03:07Z"
  Author who;
  Plan plan;                          // of an apply or a bench; with its demands
  std::vector<std::uint64_t> undoes;  // of a rollback: the applies that it puts back
  /// What to put back when it does not end well; of a rollback: its goal.
  std::vector<Setting> before;
  friend bool operator==(const JournalBegin&, const JournalBegin&) = default;
};

enum class StepState { begun, done, failed };
std::string_view name_of(StepState state);

struct JournalStep {
  std::size_t number = 0;  // from 1 over the whole journal; of the second journal some are left out
  Step step;
  StepState state = StepState::begun;
  std::string why;    // of a failed one
  bool back = false;  // a step of going back
  friend bool operator==(const JournalStep&, const JournalStep&) = default;
};

struct JournalRecord {
  bool begun = false;  // false: the begin line is not whole, so that nothing was changed
  JournalBegin begin;
  std::vector<JournalStep> steps;
  bool going_back = false;       // had turned round
  std::optional<Ending> ending;  // of a journal that went on after an end, the last one
  std::string sentence;          // of the end
  std::string torn;              // what is said of a last line that is not whole; empty when it is
  std::size_t sound_bytes = 0;   // up to where the text is whole lines
  friend bool operator==(const JournalRecord&, const JournalRecord&) = default;

  bool finished() const { return ending.has_value(); }
};

/// Bound of a journal's text; the largest host (512 CPUs, 4,096 vectors) needs 3 MiB.
inline constexpr std::size_t kLargestJournal = std::size_t{64} << 20U;

/// malformed: one sentence with `path`, the line and what is wrong there; too_large. A last line
/// that is torn or makes no sense is left out, and told in `torn`.
Result<JournalRecord> parse_journal(std::string_view text, std::string_view path);

}  // namespace holdfast
