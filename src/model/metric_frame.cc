#include "model/metric_frame.h"

#include <algorithm>

namespace holdfast {

std::string_view name_of(VectorState state) {
  switch (state) {
    case VectorState::aligned: return "aligned";
    case VectorState::pending: return "pending";
    case VectorState::drifted: return "drifted";
    case VectorState::no_target: return "no_target";
    case VectorState::target_offline: return "target_offline";
  }
  return "no_target";
}

std::vector<std::string_view> statuses_of(const MetricFrame& frame) {
  std::vector<std::string_view> statuses;
  const bool worked = std::any_of(frame.cpus.begin(), frame.cpus.end(),
                                  [](const CpuFrame& cpu) { return cpu.target && cpu.net_rx > 0; });
  if (frame.active_vectors == 0) statuses.emplace_back("NO_ACTIVE_VECTORS");
  if (!frame.sad && !worked) statuses.emplace_back("ZERO_LOAD");
  if (frame.jitter.low_n) statuses.emplace_back("LOW_N");
  if (frame.jitter.clock_suspect) statuses.emplace_back("CLOCK_SUSPECT");
  return statuses;
}

}  // namespace holdfast
