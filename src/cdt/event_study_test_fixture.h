// Panels of hosts for the tests of event studies.
#pragma once

#include <vector>

#include "cdt/event_study.h"
#include "cdt/event_study_checks.h"
#include "stats/philox.h"

namespace holdfast {

/// Hosts with levels, a common walk and noise; `effect` is added at and after an event's bin.
struct StudyPanel {
  PanelGrid grid;
  std::vector<double> values;
  std::vector<PanelEvent> events;
  EventWindow window;

  StudyPanel(std::uint32_t hosts, std::uint32_t bins, std::vector<PanelEvent> at, double effect = 0,
             std::uint64_t seed = 1)
      : grid{hosts, {bins}}, values(grid.cells()), events(std::move(at)) {
    for (std::uint32_t host = 0; host < hosts; ++host) {
      RowDraws draws({.seed = seed}, host);
      RowDraws common({.seed = seed, .stream = 1}, 0);
      double walk = 0;
      for (std::uint32_t bin = 0; bin < bins; ++bin) {
        walk += common.normal();
        at_cell(host, bin) = host + walk + draws.normal();
      }
    }
    for (const auto& event : events) {
      for (std::uint32_t bin = event.bin; bin < bins; ++bin) at_cell(event.host, bin) += effect;
    }
  }
  double& at_cell(std::uint32_t host, std::uint32_t bin) {
    return values[std::size_t{host} * grid.bins() + bin];
  }
  [[nodiscard]] EventCalendar calendar() const { return {grid, values, events, window}; }
  [[nodiscard]] EventStacks stacks() const { return calendar().stacks(events); }
};

}  // namespace holdfast
