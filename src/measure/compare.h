// Receivers compared in one session: in rounds, each receiver once a round, so that what changes on
// the machine meanwhile falls on all alike.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "measure/probe_run.h"
#include "measure/receiver_choice.h"
#include "probe/probe_text.h"

namespace holdfast {

struct Comparison {
  std::vector<ReceiverChoice> receivers;
  std::uint32_t rounds = 3;
  ProbeRun run;          // its receiver's options but the method
  std::string sockperf;  // the program, to be run once a round beside them; empty: it is not
};

struct ComparisonOutcome {
  std::vector<ComparedReceiver> receivers;    // in the order asked for
  std::vector<HistogramInterval> histograms;  // one per run, in the order of time
  std::optional<ComparedReceiver> sockperf;
  bool is_cut_short = false;  // it was stopped
  std::optional<Error> gone;  // the interface went, and what there is is of the rounds before
};

/// `tell`: before each run, "spin, round 2 of 3". A receiver that cannot be had is absent with its
/// sentence and tried no more; when none can, the first one's error.
Result<ComparisonOutcome> compare_receivers(
    const Comparison& comparison, const IsStopped& is_stopped,
    const std::function<void(std::size_t done, std::size_t all, const std::string& what)>& tell);

}  // namespace holdfast
