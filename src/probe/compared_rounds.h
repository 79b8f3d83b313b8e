// The rounds of one receiver of a comparison, taken together.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "probe/probe_text.h"

namespace holdfast {

/// A percentile over the rounds that have it.
struct RoundsFigure {
  double median_ns = 0, least_ns = 0, greatest_ns = 0;
  std::size_t rounds = 0;
};
/// Of the delays `of` ("kernel to user"); nullopt when no round has that percentile of them.
std::optional<RoundsFigure> over_rounds(const ComparedReceiver& receiver, std::string_view of,
                                        double p);

/// Counts of all rounds. Absent: nothing to divide by.
struct RoundsCounts {
  std::uint64_t lost = 0, involuntary_switches = 0;
  std::optional<double> messages_per_call;  // of the calls that found some
  std::optional<double> cpu;                // a share of one CPU
};
RoundsCounts counts_of(const ComparedReceiver& receiver);

/// The receiver that the others are measured against: the first that has rounds; nullptr: none has.
const ComparedReceiver* base_of(const std::vector<ComparedReceiver>& receivers);
/// P50 of `receiver` over that of `base`, medians both.
std::optional<double> ratio_to(const ComparedReceiver& base, const ComparedReceiver& receiver,
                               std::string_view of);

}  // namespace holdfast
