// Journal: writes down what an apply or rollback does, before it does it (journal_record.h has the
// reading side).
//
// Everything goes to the runtime journal, in /run, since the kernel's state dies with the boot.
// Steps of kind `file` outlive it: they, and what is needed to take them back, also go to a second
// journal in /var/lib, which is on the disk before the file is touched. DESIGN §6.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "apply/journal_record.h"
#include "base/result.h"

namespace holdfast {

/// Where lines go. Real: JournalFile. Fake: the simulation's.
class JournalSink {
 public:
  virtual ~JournalSink() = default;
  /// The whole line, which ends with a newline, or nothing of it.
  virtual Result<void> append(std::string_view line) = 0;
};

/// Nothing is appended, and no file made, before begin(). Every method fails as its sinks do: the
/// caller then touches nothing more that is not in the journal.
class Journal {
 public:
  Journal(JournalSink& runtime, JournalSink& files) : runtime_(runtime), files_(files) {}
  /// Goes on with one that was left unfinished; `has_files`: the second journal was begun.
  Journal(JournalSink& runtime, JournalSink& files, const JournalRecord& record, bool has_files);

  Result<void> begin(const JournalBegin& begin);
  /// More to put back, found out on the way.
  Result<void> also_before(const std::vector<Setting>& settings);
  Result<void> step_begin(const Step& step);
  /// `number` is what last_step() was when the step was begun; several may be under way.
  Result<void> step_done(std::size_t number);
  Result<void> step_failed(std::size_t number, std::string_view why);
  /// From here on the steps go back.
  Result<void> back(std::string_view why);
  Result<void> end(Ending ending, std::string_view sentence);

  /// The number of the step that was begun last, from 1.
  std::size_t last_step() const { return last_step_; }

 private:
  Result<void> append(std::string_view line, bool also_to_files);
  bool is_file_step(std::size_t number) const;

  JournalSink& runtime_;
  JournalSink& files_;
  JournalBegin begun_;      // the files' part, for a late begin of the second journal
  bool has_files_ = false;  // the second journal has its begin line
  std::size_t last_step_ = 0;
  std::vector<std::size_t> file_steps_;  // numbers of those that are in the second journal
};

}  // namespace holdfast
