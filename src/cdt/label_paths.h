// The regime of every host-session as a path over the session's windows, and the paths of placebos:
// turned round by some windows, or those of another host (TCA §10, P1 and P2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cdt/factor.h"
#include "stats/philox.h"

namespace holdfast {

/// The windows of a session are those in which any host has a row, in the order of their codes. A
/// window's label is that of most of its host's rows (drifted when they are even); one without a
/// row has that of the window before, as a label without telemetry is held, and at the session's
/// beginning that of the first window with a row.
struct LabelPaths {
  std::vector<std::uint32_t> cell;     // per row: its host-session · width + its window
  std::uint32_t width = 0;             // windows of the longest session
  std::vector<double> labels;          // per cell 0 or 1; beyond a session's end 0
  std::vector<std::uint32_t> windows;  // per host-session
  std::vector<std::uint32_t> date;     // per host-session
  std::size_t mixed = 0;               // windows with rows of both labels
  std::size_t held = 0;                // windows without a row
};

/// `treated` is 0 or 1. CHECK: all have as many rows as it.
LabelPaths label_paths(std::span<const double> treated, const Factor& host, const Factor& session,
                       const Factor& window, const Factor& date);

/// Labels per cell: of window w that of window (w − k) mod the session's windows.
std::vector<double> shifted_labels(const LabelPaths& paths, std::uint32_t k);

/// Labels per cell: each host-session has the path of one drawn without replacement from those of
/// its date with as many windows. `draw` counts from 0.
std::vector<double> permuted_labels(const LabelPaths& paths, const DrawStream& from,
                                    std::uint64_t draw);

}  // namespace holdfast
