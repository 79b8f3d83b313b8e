// LayerResult: what a layer of a plan brought, as a bench measured it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tuning/layer.h"
#include "tuning/paired_change.h"
#include "tuning/traffic_source.h"

namespace holdfast {

/// By which figure a layer is judged.
enum class BenchFigure { p50, p99, p999 };
std::string_view name_of(BenchFigure figure);  // "p50", "p99", "p999"
std::optional<BenchFigure> parse_bench_figure(std::string_view name);

enum class LayerVerdict {
  helps,          // the change's interval is below 0
  no_difference,  // it holds 0, or there is none
  hurts,          // it is above 0
  refused,        // it could not be switched on
};
std::string_view name_of(LayerVerdict verdict);  // "helps", "no-difference", "hurts", "refused"

struct LayerResult {
  Layer layer;
  std::vector<TrafficReading> off, on;  // as many; those of one round at the same place
  LayerVerdict verdict = LayerVerdict::no_difference;
  std::string why;    // of `refused`: one sentence
  bool kept = false;  // it stayed on while later layers were measured
};

/// Of one figure over the rounds; nullopt when one of its windows has it not.
std::optional<PairedChange> change_of(const LayerResult& result, BenchFigure figure);

/// By the rounds that it has.
LayerVerdict verdict_of(const LayerResult& result, BenchFigure figure);

}  // namespace holdfast
