// Stacks of an event study: an event's host with the hosts to which nothing happened meanwhile (TCA
// §8).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace holdfast {

/// Host × bin, the sessions one behind the other: value (h, b) stands at h · bins() + b.
struct PanelGrid {
  std::uint32_t hosts = 0;
  std::vector<std::uint32_t> session_ends;  // ascending; a session begins where the one before ends
  [[nodiscard]] std::uint32_t bins() const {
    return session_ends.empty() ? 0 : session_ends.back();
  }
  [[nodiscard]] std::size_t cells() const { return std::size_t{hosts} * bins(); }
};

/// Something happened to this host in this bin.
struct PanelEvent {
  std::uint32_t host = 0, bin = 0;
  friend auto operator<=>(const PanelEvent&, const PanelEvent&) = default;
};

/// In bins; −1 is what the others are compared with.
struct EventWindow {
  int first = -10, last = 20;
  int life = 40;  // how long an event's effect may last
  [[nodiscard]] std::size_t size() const { return place(last) + 1; }
  [[nodiscard]] std::size_t place(int k) const { return static_cast<std::size_t>(k - first); }
};

/// Why an event is not in the study; the first that holds.
enum class EventDrop { window_leaves_panel, another_event, missing_bin, few_controls };
inline constexpr std::size_t kEventDrops = 4;
std::string_view name_of(EventDrop drop);

struct EventStack {
  PanelEvent event;
  std::vector<std::uint32_t> controls;  // hosts, ascending
};

struct EventStacks {
  std::vector<EventStack> kept;  // by host, then bin
  std::array<std::size_t, kEventDrops> dropped{};
};

/// Which hosts had events when, and which cells of the panel have a value.
class EventCalendar {
 public:
  /// `values` per cell, NaN where there is none. `all`: whatever may move the outcome, studied or
  /// not. `grid` and `values` have to outlive it. CHECK: events are within the grid, the window
  /// holds −1 and 0.
  EventCalendar(const PanelGrid& grid, std::span<const double> values,
                std::span<const PanelEvent> all, const EventWindow& window);

  /// Drops an event when its window leaves the session, its host has another event from the
  /// window's first bin − life to its last, its host lacks a bin of the window, or fewer than two
  /// controls are clean: without an event in that span, and with all bins of the window.
  [[nodiscard]] EventStacks stacks(std::span<const PanelEvent> studied) const;

  /// The bins of this event's session where nothing happened to its host within `life` bins, and an
  /// event would not be dropped; ascending.
  [[nodiscard]] std::vector<std::uint32_t> quiet_bins(const PanelEvent& event) const;

  /// With all clean controls. CHECK: the window lies within the session.
  [[nodiscard]] EventStack stack_of(const PanelEvent& event) const;

  /// Per k, the change since −1 of the event's host, less the mean of its controls'.
  [[nodiscard]] std::vector<double> contrast(const EventStack& stack) const;

  [[nodiscard]] const EventWindow& window() const { return window_; }

 private:
  struct Span {
    std::int64_t begin = 0, end = 0;
  };
  [[nodiscard]] Span session_of(std::uint32_t bin) const;
  [[nodiscard]] std::size_t events_in(std::uint32_t host, Span bins) const;
  [[nodiscard]] Span watched(const PanelEvent& event) const;
  [[nodiscard]] bool has_window(const PanelEvent& event) const;
  [[nodiscard]] bool has_values(std::uint32_t host, std::uint32_t bin) const;
  [[nodiscard]] std::vector<std::uint32_t> clean_controls(const PanelEvent& event,
                                                          std::size_t at_most) const;
  [[nodiscard]] double change(std::uint32_t host, std::uint32_t bin, std::size_t place) const;

  const PanelGrid* grid_;
  std::span<const double> values_;
  EventWindow window_;
  std::vector<std::vector<std::uint32_t>> events_;  // per host, ascending bins
  std::vector<std::uint32_t> missing_before_;       // per host and bin, with one bin more
};

}  // namespace holdfast
