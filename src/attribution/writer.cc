#include "attribution/writer.h"

#include <fmt/format.h>

#include <algorithm>

#include "attribution/explanation.h"
#include "attribution/thread_deed.h"

namespace holdfast {
namespace {

constexpr double kLongestRequestSeconds = 0.001;

bool is_own(const Sighting& sighting, const AttributionContext& context) {
  return context.own_pid && sighting.actor && sighting.actor->pid == context.own_pid;
}

bool is_request_for(const Change& change, const Sighting& sighting) {
  if (sighting.kind == SightingKind::thread_requested) {
    return sighting.actor && is_of_thread(change, sighting);
  }
  return sighting.kind == SightingKind::affinity_requested && change.object.irq &&
         sighting.what == fmt::format("{}", change.object.irq->value) && sighting.actor;
}

std::string deed_of(const Sighting& sighting) {
  std::string deed = fmt::format("wrote {}", sighting.what);
  if (sighting.kind == SightingKind::affinity_requested) {
    deed = sighting.detail.empty()
               ? fmt::format("asked for the CPUs of interrupt {}", sighting.what)
               : fmt::format("asked for CPUs {} for interrupt {}", sighting.detail, sighting.what);
  }
  if (sighting.kind == SightingKind::thread_requested) {
    deed = fmt::format("called sched_setaffinity for thread {}", sighting.what);
    if (!sighting.detail.empty()) deed += fmt::format(": CPUs {}", sighting.detail);
  }
  if (sighting.count > 1) {
    deed += fmt::format(", {}{} times", sighting.exact ? "" : "at least ", sighting.count);
  }
  return deed;
}

EventCause cause_of(const Actor& actor, const AttributionContext& context) {
  if (context.own_pid && actor.pid == context.own_pid) return EventCause::repair;
  if (is_program(actor, "irqbalance")) return EventCause::irqbalance;
  if (is_program(actor, "holdfast") || context.paused) return EventCause::human;
  return EventCause::writer;
}

}  // namespace

bool is_program(const Actor& actor, std::string_view name) {
  if (!actor.exe.empty()) {
    return std::string_view(actor.exe).substr(actor.exe.rfind('/') + 1) == name;
  }
  return actor.comm == name && actor.unit == fmt::format("{}.service", name);
}

std::optional<Attribution> explain_by_writer(const Change& change, std::span<const Sighting> recent,
                                             const AttributionContext& context) {
  const auto files = files_of(change.object);
  // What was written before the last reading was in it already: it explains nothing, but why an
  // interrupt came elsewhere later. BPF stamps a request just before it takes effect.
  const auto is_spent = [&](const Sighting& sighting) {
    if (is_own(sighting, context) && !is_between(change, sighting)) return true;
    const bool asked = sighting.kind != SightingKind::file_written;
    return !change.effective_only &&
           plus_seconds(sighting.at, asked ? kLongestRequestSeconds : 0) < change.after;
  };
  const Sighting* asked = find_explanation(change, recent, context, [&](const Sighting& sighting) {
    return is_request_for(change, sighting) && !is_spent(sighting);
  });
  const Sighting* wrote = find_explanation(change, recent, context, [&](const Sighting& sighting) {
    return sighting.kind == SightingKind::file_written && !is_spent(sighting) &&
           std::find(files.begin(), files.end(), sighting.what) != files.end();
  });
  // The kernel's own word of who asked, through whichever procfs, before that of a file.
  const bool take_file =
      wrote && (!asked || (is_between(change, *wrote) && !is_between(change, *asked)));
  const Sighting* found = take_file ? wrote : asked;
  if (!found) return std::nullopt;
  Attribution attribution{.actor = found->actor, .at = found->at};
  const Actor actor = found->actor.value_or(Actor{});
  attribution.cause = cause_of(actor, context);
  attribution.evidence = fmt::format("{} {}", label_of(actor), deed_of(*found));
  if (attribution.cause == EventCause::human && context.paused) {
    attribution.evidence +=
        context.paused_by.empty()
            ? std::string(", while holdfast was paused")
            : fmt::format(", while holdfast was paused by {}", context.paused_by);
  }
  return attribution;
}

}  // namespace holdfast
