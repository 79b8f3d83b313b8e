#include "attribution/attribute.h"

#include <fmt/format.h>

#include "attribution/circumstance.h"
#include "attribution/explanation.h"
#include "attribution/kernel_deed.h"
#include "attribution/writer.h"

namespace holdfast {
namespace {

std::string what_was_looked_for(const Change& change, std::span<const Sighting> recent,
                                const AttributionContext& context) {
  const auto files = files_of(change.object);
  std::string sentence = change.effective_only ? "its mask is as it was; " : "";
  sentence += files.empty() ? "no write explains it"
                            : fmt::format("nobody was seen to write {}", files.back());
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
  if (!is_written_now) {
    if (auto refused = explain_by_exhaustion(change, recent, context)) return *refused;
    const Sighting* hint =
        find_of_interrupt(change, recent, context, SightingKind::affinity_hinted);
    if (hint && is_between(change, *hint)) written.reset();
  }
  if (written) return *written;
  if (auto happened = explain_by_circumstance(change, recent, context)) return *happened;
  return {.evidence = what_was_looked_for(change, recent, context)};
}

}  // namespace holdfast
