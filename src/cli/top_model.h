// TopModel: what `holdfast top` knows of a running agent, out of its feed's lines. No clock, no
// terminal: those are cli/top.cc's.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/agent_status.h"
#include "model/event.h"
#include "model/metric_frame.h"

namespace holdfast {

/// One window's figures, for the sparklines.
struct TopFigures {
  std::optional<double> vam, nrs, hj95_ns, sad;
};

struct TopModel {
  static constexpr std::size_t kMostEvents = 1000;
  static constexpr std::size_t kMostFigures = 600;

  std::optional<AgentStatus> status;
  std::optional<MetricFrame> frame;
  std::deque<Event> events;  // oldest first
  std::deque<TopFigures> figures;
  CpuSet isolated;
  std::optional<double> silent_seconds;  // since the last line, when that is long; else absent
  bool connected = true;

  /// One line of the feed. False: it is none that this program knows, and is left out.
  bool take(std::string_view line);
  /// The agent has ended, or another one greets anew: what it tells again is not doubled.
  void forget();
  /// Enough for a first picture.
  bool is_ready() const { return status && frame; }

 private:
  void take_event(const std::string& text);
  void take_frame(const std::string& text);
  void take_host(const std::string& text);
};

}  // namespace holdfast
