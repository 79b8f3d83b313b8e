#include "apply/rollback.h"

#include <fmt/format.h>

#include <cstdio>

#include "apply/live_host.h"
#include "cli/apply_session.h"
#include "cli/outcome_text.h"
#include "cli/signals.h"
#include "cli/verbs.h"

namespace holdfast {
namespace {

std::string ending_of(const JournalRecord& record) {
  return record.ending ? std::string(name_of(*record.ending)) : "unfinished";
}

std::string subject_of(const JournalBegin& begin) {
  if (begin.kind == JournalKind::rollback) {
    return fmt::format("of {}", fmt::join(begin.undoes, ", "));
  }
  const auto& demands = begin.plan.demands;
  return demands.version.empty() ? demands.policy
                                 : fmt::format("{} version {}", demands.policy, demands.version);
}

int list_journals() {
  Table table({{"id", true, false},
               {"what", false, false},
               {"policy", false, true},
               {"began", false, false},
               {"ended", false, false},
               {"steps", true, false},
               {"by", false, true}});
  for (const auto& journal : journals_of_host()) {
    const auto& record = journal.record;
    if (!record.begun) continue;
    table.add({{fmt::to_string(journal.id), Style::bold},
               {std::string(name_of(record.begin.kind))},
               {subject_of(record.begin)},
               {record.begin.at},
               {ending_of(record), record.finished() ? Style::plain : Style::red},
               {fmt::to_string(record.steps.size())},
               {fmt::format("uid {}, {}", record.begin.who.user, record.begin.who.command)}});
  }
  fmt::print("{}", table.empty() ? std::string("no apply since the boot\n")
                                 : table.to_text(Screen::of_standard_output()));
  return kDone;
}

}  // namespace

int run_rollback(const RollbackOptions& options) {
  if (options.list) return list_journals();
  auto session = ApplySession::open(options.wait_lock_seconds);
  if (!session) return report_failure(session.error());
  if (auto finished = session->check_finished(); !finished) return report_failure(finished.error());
  const auto choice = choose_rollback(session->journals(), options.ids, session->boot_id());
  if (!choice) return report_failure(choice.error());
  ApplyOptions apply_options;
  apply_options.wait_seconds = options.wait_seconds;
  apply_options.interruption = interruption_by_signal;
  const Screen screen = Screen::of_standard_output();
  if (!options.json) apply_options.progress = step_printer(screen);
  const auto stamp = session->stamp();
  auto files = new_journal_files(session->folders(), stamp.id);
  Journal journal(files.runtime, files.persistent);
  LiveHost host(scope_of(choice->before));
  const StopSignal signals;
  const Outcome outcome = roll_back(host, journal, stamp, *choice, apply_options);
  prune_journals(session->folders());
  return print_outcome(outcome, options.json, false);
}

}  // namespace holdfast
