#include "attribution/attribute.h"

#include <fmt/format.h>

#include "attribution/circumstance.h"
#include "attribution/circumstance_tests.h"
#include "attribution/explanation.h"
#include "attribution/kernel_deed.h"
#include "attribution/thread_deed.h"
#include "attribution/writer.h"

namespace holdfast {
namespace {

std::string what_was_looked_for(const Change& change, std::span<const Sighting> recent,
                                const AttributionContext& context) {
  const auto files = files_of(change.object);
  const bool of_thread = is_thread_affinity(change);
  std::string sentence = change.effective_only ? "its mask is as it was; " : "";
  if (of_thread && !context.threads_unseen.empty()) {
    sentence +=
        fmt::format("who calls sched_setaffinity is not seen here: {}; no cpuset was written",
                    context.threads_unseen);
  } else if (of_thread) {
    sentence += "nobody was seen to call sched_setaffinity or to write a cpuset of its";
  } else {
    sentence += files.empty() ? "no write explains it"
                              : fmt::format("nobody was seen to write {}", files.back());
  }
  sentence +=
      change.object.nic.empty()
          ? ", and no CPU or irqbalance event"
          : fmt::format(", and no driver, channel, link or CPU event of {}", change.object.nic);
  sentence += fmt::format(" within {:.1f} s", elapsed_seconds(change.after, change.before) +
                                                  2 * context.window_seconds);
  if (lost_some(change, recent, context)) sentence += "; a watcher lost some events then";
  return sentence;
}

}  // namespace

Attribution attribute(const Change& change, std::span<const Sighting> recent,
                      const AttributionContext& context) {
  auto written = explain_by_writer(change, recent, context);
  // Whoever wrote before the first reading did not cause what is known to have happened after it.
  const bool is_written_now =
      written && written->at && change.after < *written->at && *written->at <= change.before;
  // A mask that was asked for and is not to be seen was dropped; and what we wrote ourselves, which
  // fanotify may tell late, does not undo itself.
  const bool is_dropped = change.from == change.to;
  const bool is_own = written && written->cause == EventCause::repair;
  if (!is_written_now || is_dropped || is_own) {
    if (auto refused = explain_by_exhaustion(change, recent, context)) {
      if (written && is_dropped) refused->actor = written->actor;
      return *refused;
    }
  }
  if (!is_written_now) {
    const Sighting* hint =
        find_of_interrupt(change, recent, context, SightingKind::affinity_hinted);
    if (hint && is_between(change, *hint)) written.reset();
  }
  if (written && is_confined_later(change, recent, context, written->at)) written.reset();
  if (written) return *written;
  if (auto happened = explain_by_circumstance(change, recent, context)) return *happened;
  return {.evidence = what_was_looked_for(change, recent, context)};
}

}  // namespace holdfast
