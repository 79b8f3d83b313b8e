// Inside of cli/top_*.cc: the parts of the screen.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/top_model.h"
#include "cli/top_view.h"

namespace holdfast {

/// Below so many columns words are shorter.
inline constexpr std::size_t kTopNarrow = 80;

/// A part whose rows can be scrolled.
struct TopPart {
  std::string title;
  std::string head;  // the columns' titles
  std::vector<std::string> rows;
};

/// Host, policy, regime and its reason, gates, what is wrong.
std::vector<std::string> top_header(const TopModel& model, const TopView& view);
/// VAM, NRS, HJ95, SAD, each with its last minutes; one line for all when `brief`.
std::vector<std::string> top_figures(const TopModel& model, const TopView& view, bool brief);
TopPart top_cpus(const TopModel& model, const TopView& view);
TopPart top_vectors(const TopModel& model, const TopView& view);
TopPart top_events(const TopModel& model, const TopView& view);
/// Sources that do not watch, and what the agent costs.
std::vector<std::string> top_footer(const TopModel& model, const TopView& view);
std::vector<std::string> top_help(const TopView& view);

/// Does any of these hold the view's filter? Always without one.
bool passes(const TopView& view, std::initializer_list<std::string_view> texts);
/// "Vectors 3 of 6  worst first": those that pass the filter, and all.
std::string top_title(const char* name, const char* about, std::size_t shown, std::size_t all);
/// "12.5%", "100%", "–" when absent.
std::string percent(const std::optional<double>& share);
/// "40 s", "3 min", "5 h".
std::string top_span(double seconds);
/// "812", "3.4k", "12M".
std::string top_count(double count);
/// "45 ns", "12.3 µs", "4.1 ms"; "–" when absent.
std::string top_time(const std::optional<double>& ns);
Style style_of(Regime regime);
/// A level of ▁ to █ for each value, ' ' where it is absent; █ is `most`.
std::string sparkline(const std::vector<std::optional<double>>& values, double most);

}  // namespace holdfast
