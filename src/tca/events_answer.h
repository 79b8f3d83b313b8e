// What `events` found, and its forms.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "cdt/event_study_checks.h"
#include "tca/events_panel.h"

namespace holdfast {

/// One outcome around the events of one kind.
struct EventsOutcome {
  std::string outcome;
  bool is_repair = false;
  std::optional<std::string> cause;  // of these alone
  EstimateStatus status = EstimateStatus::empty;
  std::size_t outside_panel = 0;
  std::array<std::size_t, kEventDrops> dropped{};
  EventStudy study;
  std::optional<Pretrend> pretrend;
  std::optional<EventPlacebo> placebo;
};

struct EventsAnswer {
  EventsPanel panel;
  EventsInPanel events;
  std::vector<EventsOutcome> outcomes;
};

Result<EventsAnswer> events_answer(const EventsCommand& command);

/// What the status means here; "" for ok.
std::string_view events_sentence(EstimateStatus status);

/// docs/schema/events.schema.json.
std::string events_json(const EventsCommand& command, const EventsAnswer& answer);
/// A line per outcome and bin.
std::string events_csv(const EventsAnswer& answer);
std::string events_text(const EventsCommand& command, const EventsAnswer& answer);

}  // namespace holdfast
