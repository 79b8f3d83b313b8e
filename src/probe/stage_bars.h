// The bars of a latency budget: as wide as a stage's P50, each beginning where the one before ends.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "probe/packet_stages.h"

namespace holdfast {

/// Ends are shares of all bars together.
struct StageBar {
  std::string name;  // the stage's word
  double begin = 0, end = 0;
  double p50_ns = 0;
  std::optional<double> p99_ns;
};

/// Of the stages that have a share. A median below zero is drawn as none.
std::vector<StageBar> bars_of(const PacketStages& stages);

/// A line for each: its word, its bar, P50 and P99. `use_unicode`: block characters; else ASCII.
std::string budget_text(const PacketStages& stages, std::size_t columns, bool use_unicode);

/// "switch costs most at P99: 40 µs …", with what buys it down; empty: there is no stage.
std::string dearest_sentence(const PacketStages& stages);

}  // namespace holdfast
