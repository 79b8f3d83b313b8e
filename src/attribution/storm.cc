#include "attribution/storm.h"

#include <fmt/format.h>

namespace holdfast {
namespace {

std::string subject_of(const Event& event) {
  return event.subject.empty() ? label_of(event.object) : event.subject;
}

/// By actor, so that one who writes a hundred objects is one storm; else by object. A pid is no
/// actor: writers of one name may have thousands. Where an interrupt is delivered is not what its
/// mask is: a summary is of either.
std::string key_of(const Event& event) {
  const std::string actor = event.actor ? identity_of(*event.actor) : "";
  const std::string kind = event.kind == EventKind::moved ? "moved by " : "";
  return kind + (actor.empty() ? "object " + subject_of(event) : "actor " + actor);
}

}  // namespace

bool Storm::is_over(const Span& span, Instant now) const {
  return elapsed_seconds(span.began, now) >= options_.span_seconds;
}

Event Storm::summary_of(const Span& span) const {
  Event event = span.last;
  event.kind = EventKind::storm;
  event.count = span.count;
  event.exact = span.exact;
  event.from = span.objects.at(subject_of(event)).first_from;
  const bool moved = span.last.kind == EventKind::moved;
  event.evidence = fmt::format("{}{} {} in {:.0f} s by {}; now ", span.exact ? "" : "at least ",
                               span.count, moved ? "moves" : "changes", options_.span_seconds,
                               event.actor ? label_of(*event.actor) : "nobody that was seen");
  std::size_t named = 0;
  for (const auto& [subject, held] : span.objects) {
    if (named == options_.objects_named) break;
    event.evidence +=
        fmt::format("{}{} is {}{}", named == 0 ? "" : ", ", subject, moved ? "delivered to " : "",
                    held.last_to.empty() ? "unknown" : held.last_to);
    ++named;
  }
  if (named < span.objects.size()) {
    event.evidence += fmt::format(", and {} more", span.objects.size() - named);
  }
  return event;
}

std::vector<Event> Storm::take(Event event, Instant now) {
  if (event.kind != EventKind::change && event.kind != EventKind::moved) return {std::move(event)};
  const std::string key = key_of(event);
  auto found = spans_.find(key);
  std::vector<Event> told;
  if (found != spans_.end() && is_over(found->second, now)) {
    if (found->second.count > 0) told.push_back(summary_of(found->second));
    spans_.erase(found);
    found = spans_.end();
  }
  if (found == spans_.end()) {
    // Beyond so many actors it is no one's storm.
    if (spans_.size() >= options_.most_keys) {
      told.push_back(std::move(event));
      return told;
    }
    found = spans_.emplace(key, Span{.began = now}).first;
  }
  Span& span = found->second;
  if (span.told < options_.most) {
    ++span.told;
    told.push_back(std::move(event));
    return told;
  }
  span.count += event.count;
  span.exact = span.exact && event.exact;
  auto& held = span.objects.try_emplace(subject_of(event), Held{event.from, ""}).first->second;
  held.last_to = event.to;
  span.last = std::move(event);
  return told;
}

std::vector<Event> Storm::flush(Instant now) {
  std::vector<Event> told;
  for (auto span = spans_.begin(); span != spans_.end();) {
    if (!is_over(span->second, now)) {
      ++span;
      continue;
    }
    if (span->second.count > 0) told.push_back(summary_of(span->second));
    span = spans_.erase(span);
  }
  return told;
}

bool Storm::is_holding() const {
  for (const auto& [key, span] : spans_) {
    if (span.count > 0) return true;
  }
  return false;
}

}  // namespace holdfast
