#include "cdt/event_study_stacks.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "stats/sums.h"

namespace holdfast {
namespace {

constexpr std::size_t kFewestControls = 2;

}  // namespace

std::string_view name_of(EventDrop drop) {
  switch (drop) {
    case EventDrop::window_leaves_panel: return "window_leaves_panel";
    case EventDrop::another_event: return "another_event";
    case EventDrop::missing_bin: return "missing_bin";
    case EventDrop::few_controls: break;
  }
  return "few_controls";
}

EventCalendar::EventCalendar(const PanelGrid& grid, std::span<const double> values,
                             std::span<const PanelEvent> all, const EventWindow& window)
    : grid_(&grid), values_(values), window_(window), events_(grid.hosts) {
  HOLDFAST_CHECK(values.size() == grid.cells());
  HOLDFAST_CHECK(window.first <= -1 && window.last >= 0 && window.life >= 0);
  for (const auto& event : all) {
    HOLDFAST_CHECK(event.host < grid.hosts && event.bin < grid.bins());
    events_[event.host].push_back(event.bin);
  }
  for (auto& bins : events_) std::ranges::sort(bins);
  missing_before_.reserve(std::size_t{grid.hosts} * (grid.bins() + std::size_t{1}));
  for (std::uint32_t host = 0; host < grid.hosts; ++host) {
    std::uint32_t missing = 0;
    missing_before_.push_back(0);
    for (const double value : values.subspan(std::size_t{host} * grid.bins(), grid.bins())) {
      missing += std::isnan(value) ? 1 : 0;
      missing_before_.push_back(missing);
    }
  }
}

EventCalendar::Span EventCalendar::session_of(std::uint32_t bin) const {
  const auto& ends = grid_->session_ends;
  const auto end = std::ranges::upper_bound(ends, bin);
  return {end == ends.begin() ? 0 : std::int64_t{*(end - 1)}, std::int64_t{*end}};
}

std::size_t EventCalendar::events_in(std::uint32_t host, Span bins) const {
  const auto& events = events_[host];
  const auto begin = std::ranges::lower_bound(events, bins.begin);
  const auto end = std::ranges::lower_bound(events, bins.end);
  return static_cast<std::size_t>(end - begin);
}

// Bins in which another event would mix with this one; those of other sessions are hours away.
EventCalendar::Span EventCalendar::watched(const PanelEvent& event) const {
  const Span session = session_of(event.bin);
  const std::int64_t bin = event.bin;
  return {std::max(session.begin, bin + window_.first - window_.life),
          std::min(session.end, bin + window_.last + 1)};
}

bool EventCalendar::has_window(const PanelEvent& event) const {
  const Span session = session_of(event.bin);
  const std::int64_t bin = event.bin;
  return bin + window_.first >= session.begin && bin + window_.last < session.end;
}

bool EventCalendar::has_values(std::uint32_t host, std::uint32_t bin) const {
  const std::size_t row = std::size_t{host} * (grid_->bins() + std::size_t{1});
  const auto begin = static_cast<std::size_t>(std::int64_t{bin} + window_.first);
  return missing_before_[row + begin] == missing_before_[row + begin + window_.size()];
}

std::vector<std::uint32_t> EventCalendar::clean_controls(const PanelEvent& event,
                                                         std::size_t at_most) const {
  const Span span = watched(event);
  std::vector<std::uint32_t> controls;
  for (std::uint32_t host = 0; host < grid_->hosts && controls.size() < at_most; ++host) {
    if (host != event.host && events_in(host, span) == 0 && has_values(host, event.bin)) {
      controls.push_back(host);
    }
  }
  return controls;
}

EventStack EventCalendar::stack_of(const PanelEvent& event) const {
  HOLDFAST_CHECK(has_window(event));
  return {event, clean_controls(event, grid_->hosts)};
}

EventStacks EventCalendar::stacks(std::span<const PanelEvent> studied) const {
  std::vector<PanelEvent> sorted(studied.begin(), studied.end());
  std::ranges::sort(sorted);
  EventStacks out;
  const auto drop = [&](EventDrop reason) { ++out.dropped[static_cast<std::size_t>(reason)]; };
  for (const auto& event : sorted) {
    if (!has_window(event)) {
      drop(EventDrop::window_leaves_panel);
    } else if (events_in(event.host, watched(event)) > 1) {
      drop(EventDrop::another_event);
    } else if (!has_values(event.host, event.bin)) {
      drop(EventDrop::missing_bin);
    } else if (auto stack = stack_of(event); stack.controls.size() < kFewestControls) {
      drop(EventDrop::few_controls);
    } else {
      out.kept.push_back(std::move(stack));
    }
  }
  return out;
}

std::vector<std::uint32_t> EventCalendar::quiet_bins(const PanelEvent& event) const {
  const Span session = session_of(event.bin);
  std::vector<std::uint32_t> out;
  for (std::int64_t bin = session.begin; bin < session.end; ++bin) {
    const PanelEvent other{event.host, static_cast<std::uint32_t>(bin)};
    const Span near{std::max(session.begin, bin - window_.life + 1),
                    std::min(session.end, bin + window_.life)};
    if (has_window(other) && events_in(other.host, near) == 0 &&
        events_in(other.host, watched(other)) == 0 && has_values(other.host, other.bin) &&
        clean_controls(other, kFewestControls).size() == kFewestControls) {
      out.push_back(other.bin);
    }
  }
  return out;
}

double EventCalendar::change(std::uint32_t host, std::uint32_t bin, std::size_t place) const {
  const auto row = values_.subspan(std::size_t{host} * grid_->bins(), grid_->bins());
  const auto begin = static_cast<std::size_t>(std::int64_t{bin} + window_.first);
  return row[begin + place] - row[begin + window_.place(-1)];
}

std::vector<double> EventCalendar::contrast(const EventStack& stack) const {
  const auto& [event, controls] = stack;
  std::vector<double> out(window_.size());
  for (std::size_t place = 0; place < out.size(); ++place) {
    NeumaierSum sum;
    for (const auto host : controls) sum.add(change(host, event.bin, place));
    out[place] =
        change(event.host, event.bin, place) - sum.value() / static_cast<double>(controls.size());
  }
  return out;
}

}  // namespace holdfast
