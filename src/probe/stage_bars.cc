#include "probe/stage_bars.h"

#include <algorithm>

#include "probe/probe_delays.h"

namespace holdfast {
std::vector<StageBar> bars_of(const PacketStages& stages) {
  std::vector<StageBar> bars;
  double all = 0;
  for (const auto& stage : stages.stages) {
    if (!stage.share) continue;
    const auto* p50 = percentile_of(stage.delays, 0.5);
    if (p50 == nullptr) continue;
    StageBar bar{.name = stage.delays.of, .begin = all, .p50_ns = p50->ns};
    all += std::max(p50->ns, 0.0);
    bar.end = all;
    if (const auto* p99 = percentile_of(stage.delays, 0.99)) bar.p99_ns = p99->ns;
    bars.push_back(bar);
  }
  for (auto& bar : bars) {
    bar.begin = all > 0 ? bar.begin / all : 0;
    bar.end = all > 0 ? bar.end / all : 0;
  }
  return bars;
}

}  // namespace holdfast
