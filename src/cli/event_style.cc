#include "cli/event_style.h"

namespace holdfast {

Style style_of(const Event& event) {
  switch (event.kind) {
    case EventKind::change:
    case EventKind::moved:
      return !event.wanted.empty() && event.to != event.wanted ? Style::red : Style::plain;
    case EventKind::repair: return Style::green;
    case EventKind::refused_repair:
    case EventKind::yield: return Style::red;
    case EventKind::regime:
    case EventKind::source: return Style::yellow;
    default: return Style::plain;
  }
}

}  // namespace holdfast
