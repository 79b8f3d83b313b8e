#include "cdt/label_paths.h"

#include <algorithm>
#include <limits>
#include <map>

#include "base/check.h"
#include "cdt/cell_codes.h"

namespace holdfast {
namespace {

// A label that no row has said.
constexpr double kUnknown = -1;

// Per row its window's place among the windows of its session.
std::vector<std::uint32_t> windows_in_session(const Factor& session, const Factor& window,
                                              std::vector<std::uint32_t>& windows_of_session) {
  const auto cells = cell_codes(std::vector{session, window}, session.codes.size());
  // Cells are numbered session by session, each by ascending window.
  std::vector<std::uint32_t> session_of(cells.cells);
  for (std::size_t i = 0; i < cells.cell.size(); ++i) session_of[cells.cell[i]] = session.codes[i];
  windows_of_session.assign(session.levels, 0);
  std::vector<std::uint32_t> place(cells.cells);
  for (std::uint32_t c = 0; c < cells.cells; ++c) place[c] = windows_of_session[session_of[c]]++;
  std::vector<std::uint32_t> out(cells.cell.size());
  std::ranges::transform(cells.cell, out.begin(), [&](std::uint32_t c) { return place[c]; });
  return out;
}

// A path's labels where no row has said one.
void hold(std::span<double> path, std::size_t& held) {
  const auto known = std::ranges::find_if(path, [](double label) { return label != kUnknown; });
  double last = *known;
  for (double& label : path) {
    if (label == kUnknown) {
      label = last;
      ++held;
    }
    last = label;
  }
}

}  // namespace

LabelPaths label_paths(std::span<const double> treated, const Factor& host, const Factor& session,
                       const Factor& window, const Factor& date) {
  for (const auto* factor : {&host, &session, &window, &date}) {
    HOLDFAST_CHECK(factor->codes.size() == treated.size());
  }
  LabelPaths paths;
  std::vector<std::uint32_t> windows_of_session;
  const auto window_of = windows_in_session(session, window, windows_of_session);
  const auto units = cell_codes(std::vector{host, session}, treated.size());
  paths.width = windows_of_session.empty() ? 0 : std::ranges::max(windows_of_session);
  paths.windows.resize(units.cells);
  paths.date.resize(units.cells);
  paths.cell.resize(treated.size());
  HOLDFAST_CHECK(std::uint64_t{units.cells} * paths.width <=
                 std::numeric_limits<std::uint32_t>::max());
  std::vector<std::uint32_t> ones(std::size_t{units.cells} * paths.width), rows(ones.size());
  for (std::size_t i = 0; i < treated.size(); ++i) {
    const auto unit = units.cell[i];
    paths.windows[unit] = windows_of_session[session.codes[i]];
    paths.date[unit] = date.codes[i];
    paths.cell[i] = unit * paths.width + window_of[i];
    ones[paths.cell[i]] += treated[i] != 0 ? 1u : 0u;
    ++rows[paths.cell[i]];
  }
  paths.labels.resize(rows.size());
  for (std::size_t c = 0; c < rows.size(); ++c) {
    paths.labels[c] = rows[c] == 0 ? kUnknown : 2 * ones[c] >= rows[c] ? 1 : 0;
    paths.mixed += ones[c] != 0 && ones[c] != rows[c] ? 1u : 0u;
  }
  for (std::size_t unit = 0; unit < units.cells; ++unit) {
    const auto path = std::span(paths.labels).subspan(unit * paths.width, paths.width);
    hold(path.first(paths.windows[unit]), paths.held);
    std::ranges::fill(path.subspan(paths.windows[unit]), 0.0);
  }
  return paths;
}

std::vector<double> shifted_labels(const LabelPaths& paths, std::uint32_t k) {
  std::vector<double> labels(paths.labels.size());
  for (std::size_t unit = 0; unit < paths.windows.size(); ++unit) {
    const std::size_t first = unit * paths.width, windows = paths.windows[unit];
    for (std::size_t w = 0; w < windows; ++w) {
      labels[first + (w + k) % windows] = paths.labels[first + w];
    }
  }
  return labels;
}

std::vector<double> permuted_labels(const LabelPaths& paths, const DrawStream& from,
                                    std::uint64_t draw) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::uint32_t>> groups;
  for (std::uint32_t unit = 0; unit < paths.windows.size(); ++unit) {
    groups[{paths.date[unit], paths.windows[unit]}].push_back(unit);
  }
  RowDraws draws(from, draw);
  std::vector<double> labels(paths.labels.size());
  for (const auto& [key, units] : groups) {
    auto whose = units;
    for (std::size_t left = whose.size(); left > 1; --left) {
      const auto chosen = static_cast<std::size_t>(draws.uniform() * static_cast<double>(left));
      std::swap(whose[left - 1], whose[chosen]);
    }
    for (std::size_t i = 0; i < units.size(); ++i) {
      const std::size_t source = whose[i] * std::size_t{paths.width};
      const std::size_t target = units[i] * std::size_t{paths.width};
      std::ranges::copy(std::span(paths.labels).subspan(source, paths.width),
                        std::span(labels).subspan(target, paths.width).begin());
    }
  }
  return labels;
}

}  // namespace holdfast
