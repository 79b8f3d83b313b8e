// The tables of `events` as a grid of hosts and bins with events in it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "cdt/event_study_stacks.h"
#include "tca/events_command.h"
#include "tca/sourced_table.h"

namespace holdfast {

struct PanelOutcome {
  std::string name;
  std::vector<double> values;  // per cell of the grid; NaN: no value
};

struct EventsPanel {
  AnalysisSource source;
  std::size_t rows = 0;
  std::size_t rows_without_place = 0;  // no host, session or time: passed over
  std::vector<std::string> hosts, sessions;
  std::vector<std::int64_t> first_bins;  // per session: the first bin's own number
  PanelGrid grid;
  std::vector<PanelOutcome> outcomes;
  bool has_own_bins = false;  // the numbers of bins are the file's
};

struct StudiedEvent {
  PanelEvent at;
  bool is_repair = false;
  std::string cause;  // empty: unknown
  friend auto operator<=>(const StudiedEvent&, const StudiedEvent&) = default;
};

/// An event that stands outside every session or on a host that the panel does not have.
struct StrayEvent {
  bool is_repair = false;
  std::string cause;
};

struct EventsInPanel {
  AnalysisSource source;
  std::size_t rows = 0;
  std::size_t rows_without_place = 0;
  std::size_t merged = 0;  // rows of one host, bin and direction are one event: that many more
  std::vector<StudiedEvent> events;  // sorted
  std::vector<StrayEvent> strays;
};

Result<EventsPanel> read_events_panel(const Database& database, const EventsCommand& command);
Result<EventsInPanel> read_events(const Database& database, const EventsCommand& command,
                                  const EventsPanel& panel);

/// ⌊ns / bin⌋, also below 0.
std::int64_t bin_of(std::int64_t ns, std::int64_t bin_ns);

}  // namespace holdfast
