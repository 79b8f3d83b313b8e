#include <algorithm>
#include <set>

#include "tca/events_answer.h"
#include "tca/output.h"
#include "tca/parallel_threads.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

enum Stream : std::uint32_t { band_stream = 1, sign_stream, placebo_stream };

struct Kind {
  bool is_repair = false;
  std::optional<std::string> cause;
  template <class Event>
  bool has(const Event& event) const {
    return event.is_repair == is_repair && (!cause || event.cause == *cause);
  }
};

// Drifts, repairs where there are any, then each cause of either.
std::vector<Kind> kinds_of(const EventsInPanel& events, bool is_by_cause) {
  std::set<std::pair<bool, std::string>> causes;
  for (const auto& event : events.events) causes.emplace(event.is_repair, event.cause);
  for (const auto& stray : events.strays) causes.emplace(stray.is_repair, stray.cause);
  std::vector<Kind> kinds = {{false, {}}};
  const bool has_repairs = !causes.empty() && causes.rbegin()->first;
  if (has_repairs) kinds.push_back({true, {}});
  for (const auto& [is_repair, cause] : causes) {
    if (is_by_cause) kinds.push_back({is_repair, cause});
  }
  return kinds;
}

// Without a study: because nothing was given, nothing was left, or nothing to compare with.
EstimateStatus status_of(const EventsPanel& panel, const EventsOutcome& one) {
  if (panel.grid.cells() == 0) return EstimateStatus::empty;
  if (one.study.events != 0) return one.study.status;
  const auto lonely = one.dropped[static_cast<std::size_t>(EventDrop::few_controls)];
  return lonely == 0 ? EstimateStatus::no_treated : EstimateStatus::no_control;
}

EventsOutcome study_of(const EventsCommand& command, const EventsAnswer& answer,
                       const PanelOutcome& outcome, const EventCalendar& calendar,
                       const Kind& kind) {
  EventsOutcome out{.outcome = outcome.name, .is_repair = kind.is_repair, .cause = kind.cause};
  const auto is_of_kind = [&](const auto& event) { return kind.has(event); };
  const auto strays = std::ranges::count_if(answer.events.strays, is_of_kind);
  out.outside_panel = static_cast<std::size_t>(strays);
  std::vector<PanelEvent> studied;
  for (const auto& event : answer.events.events) {
    if (kind.has(event)) studied.push_back(event.at);
  }
  const auto stacks = calendar.stacks(studied);
  out.dropped = stacks.dropped;
  const auto parallel = parallel_threads(command.input.database.threads);
  const auto contrasts = event_contrasts(calendar, stacks.kept);
  const auto seed = command.seed;
  out.study = event_study(contrasts, {command.draws, {seed, band_stream}}, parallel);
  out.pretrend = event_pretrend(contrasts, {command.draws, {seed, sign_stream}}, parallel);
  out.placebo = event_placebo(calendar, stacks.kept, {.from = {seed, placebo_stream}}, parallel);
  out.status = status_of(answer.panel, out);
  return out;
}

}  // namespace

Result<EventsAnswer> events_answer(const EventsCommand& command) {
  const auto database = Database::open(command.input.database);
  if (!database) return tl::unexpected(database.error());
  auto panel = read_events_panel(*database, command);
  if (!panel) return tl::unexpected(panel.error());
  auto events = read_events(*database, command, *panel);
  if (!events) return tl::unexpected(events.error());
  EventsAnswer answer{std::move(*panel), std::move(*events), {}};
  std::vector<PanelEvent> all;
  for (const auto& event : answer.events.events) all.push_back(event.at);
  for (const auto& outcome : answer.panel.outcomes) {
    const EventCalendar calendar(answer.panel.grid, outcome.values, all, command.window);
    for (const auto& kind : kinds_of(answer.events, command.is_by_cause)) {
      answer.outcomes.push_back(study_of(command, answer, outcome, calendar, kind));
    }
  }
  return answer;
}

int run_events(const EventsCommand& command) {
  const auto answer = events_answer(command);
  if (!answer) return report_tca(answer.error());
  return write_outputs([&] { return events_text(command, *answer); },
                       {{command.json, [&] { return events_json(command, *answer); }},
                        {command.csv, [&] { return events_csv(*answer); }}});
}

}  // namespace holdfast
