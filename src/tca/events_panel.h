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

/// Of the command's panel or latencies.
Result<EventsPanel> read_events_panel(const Database& database, const EventsCommand& command);
/// Of a table with host, perhaps session, bin or ts_ns, and these numbers.
Result<EventsPanel> events_panel_of(const SourcedTable& read,
                                    const std::vector<std::string>& outcomes, std::int64_t bin_ns);
/// Per host and bin of receipt, of pkt_latency: hj95_us (p95 of the time from the NIC's stamp to
/// the application's) and hj95x_us (p95 − p50, which no constant offset of clocks changes). Bins
/// with fewer than kFewestPackets packets are missing.
Result<EventsPanel> read_latency_panel(const Database& database, const EventsCommand& command);
inline constexpr std::size_t kFewestPackets = 20;
Result<EventsInPanel> read_events(const Database& database, const EventsCommand& command,
                                  const EventsPanel& panel);

/// ⌊ns / bin⌋, also below 0.
std::int64_t bin_of(std::int64_t ns, std::int64_t bin_ns);

}  // namespace holdfast
