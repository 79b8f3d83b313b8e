#include "apply/recover.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "apply/live_host.h"
#include "cli/apply_session.h"
#include "cli/outcome_text.h"
#include "cli/signals.h"
#include "cli/verbs.h"

namespace holdfast {
namespace {

ApplyOptions apply_options_of(const RecoverOptions& options, const Screen& screen) {
  ApplyOptions out;
  out.ceiling = Risk::drops_link;  // what was allowed when it began
  out.wait_seconds = options.wait_seconds;
  out.interruption = interruption_by_signal;
  if (!options.json) out.progress = step_printer(screen);
  return out;
}

int recover_one(const ApplySession& session, const StoredJournal& stored,
                const RecoverOptions& options) {
  const Screen screen = Screen::of_standard_output();
  auto files = journal_files_of(session.folders(), stored);
  Journal journal(files.runtime, files.persistent, stored.record, stored.in_persistent);
  SnapshotScope scope = scope_of(stored.record.begin.before);
  const SnapshotScope wanted = scope_of(stored.record.begin.plan.demands);
  scope.threads |= wanted.threads;
  scope.all_threads |= wanted.all_threads;
  scope.writers |= wanted.writers;
  scope.files.insert(scope.files.end(), wanted.files.begin(), wanted.files.end());
  LiveHost host(scope);
  const Outcome outcome = recover(host, journal, stored.record, session.boot_id(),
                                  options.forward ? Direction::forward : Direction::back,
                                  apply_options_of(options, screen));
  return print_outcome(outcome, options.json, false);
}

}  // namespace

int run_recover(const RecoverOptions& options) {
  auto session = ApplySession::open(options.wait_lock_seconds);
  if (!session) return report_failure(session.error());
  const StopSignal signals;
  int worst = kDone;
  bool any = false;
  // The last one first: it stands on those before it.
  for (auto stored = session->journals().rbegin(); stored != session->journals().rend(); ++stored) {
    if (!stored->record.begun || stored->record.finished()) continue;
    any = true;
    const int status = recover_one(*session, *stored, options);
    if (worst == kDone || status == kFailure) worst = status;
  }
  prune_journals(session->folders());
  if (!any && !options.json) fmt::print("every apply was finished; there is nothing to recover\n");
  return worst;
}

}  // namespace holdfast
