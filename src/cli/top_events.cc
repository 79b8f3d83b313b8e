// The events, newest first.
#include <fmt/format.h>

#include "cli/event_style.h"
#include "cli/top_grid.h"
#include "cli/top_parts.h"

namespace holdfast {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

/// The culprit by name, else what is known.
std::string who_of(const Event& event, bool narrow) {
  std::string who;
  if (event.actor) {
    who = narrow ? identity_of(*event.actor) : label_of(*event.actor);
    if (who.empty()) who = label_of(*event.actor);
  } else if (event.kind == EventKind::change || event.kind == EventKind::moved) {
    who = event.cause == EventCause::unknown ? "unknown" : std::string(sentence_of(event.cause));
  } else {
    who = event.evidence;
  }
  if (event.kind == EventKind::change) return who;
  return fmt::format("{}{}{}", name_of(event.kind), who.empty() ? "" : ": ", who);
}

std::string change_of(const Event& event) {
  std::string text;
  if (!event.from.empty() || !event.to.empty()) {
    const auto side = [](const std::string& value) {
      constexpr std::string_view kPrefix = "AFFINITY_";
      if (value.empty()) return std::string("?");
      return value.starts_with(kPrefix) ? value.substr(kPrefix.size()) : value;
    };
    text = fmt::format("{} → {}", side(event.from), side(event.to));
  }
  if (event.count > 1) text += fmt::format(" ({}{}×)", event.exact ? "" : "≥", event.count);
  return text;
}

std::string time_of(std::int64_t ns) {
  const std::int64_t seconds = ns / kSecond % 86'400;
  return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace

TopPart top_events(const TopModel& model, const TopView& view) {
  TopGrid grid({{"UTC", 8, 0, false},
                {"what", 12, 0, false},
                {"change", 8, 0, false},
                {"who, or why", 18, 0, false}});
  const bool narrow = view.screen.columns < kTopNarrow;
  std::size_t shown = 0;
  for (auto event = model.events.rbegin(); event != model.events.rend(); ++event) {
    std::string what = event->subject.empty() ? label_of(event->object) : event->subject;
    const std::string change = change_of(*event), who = who_of(*event, narrow);
    if (!passes(view, {what, change, who})) continue;
    if (const auto irq = what.find(" (irq "); narrow && irq != std::string::npos) what.resize(irq);
    ++shown;
    grid.add({{time_of(event->at_ns), Style::dim},
              {what, Style::bold},
              {change},
              {who, style_of(*event)}});
  }
  return {top_title("Events", "newest first", shown, model.events.size()), grid.head(view.screen),
          grid.lines(view.screen)};
}

}  // namespace holdfast
