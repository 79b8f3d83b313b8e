// SAD: how far the work of the targets' CPUs is from its intended spread.
#include <algorithm>
#include <cmath>
#include <map>

#include "metrics/derive_parts.h"

namespace holdfast {
namespace {

// Each vector's work is meant to be shared evenly by its CPUs; the shares add up to 1.
std::map<CpuId, double> intended_shares(const Intent& intent) {
  std::map<CpuId, double> shares;
  double vectors = 0;
  for (const auto& target : intent.targets) {
    const auto cpus = online_target(target, intent.topology).to_vector();
    if (!target.up || !serves_queue(target.label) || cpus.empty()) continue;
    vectors += 1;
    for (const auto cpu : cpus) shares[cpu] += 1 / static_cast<double>(cpus.size());
  }
  for (auto& [cpu, share] : shares) share /= vectors;
  return shares;
}

double gini_of(std::vector<double> loads) {
  std::sort(loads.begin(), loads.end());
  double weighted = 0;
  double sum = 0;
  for (std::size_t i = 0; i < loads.size(); ++i) {
    weighted += static_cast<double>(i + 1) * loads[i];
    sum += loads[i];
  }
  const auto n = static_cast<double>(loads.size());
  return 2 * weighted / (n * sum) - (n + 1) / n;
}

}  // namespace

void derive_spread(const Window& window, MetricFrame& frame) {
  const auto intended = intended_shares(window.intent);
  if (intended.empty()) return;
  std::map<CpuId, double> loads;
  double inside = 0;
  double all = 0;
  for (const auto& cpu : frame.cpus) {
    const auto load = static_cast<double>(cpu.net_rx);
    all += load;
    if (intended.count(cpu.cpu) == 0) continue;
    inside += load;
    loads[cpu.cpu] = load;
  }
  if (all > 0) frame.leak = (all - inside) / all;
  if (inside <= 0) return;
  double distance = 0;
  double least = 1;
  std::vector<double> each;
  for (const auto& [cpu, share] : intended) {
    const double load = loads.count(cpu) > 0 ? loads[cpu] : 0;
    distance += std::abs(load / inside - share);
    least = std::min(least, share);
    each.push_back(load);
  }
  frame.sad = distance / 2;
  frame.load_peak =
      *std::max_element(each.begin(), each.end()) * static_cast<double>(each.size()) / inside;
  frame.load_gini = gini_of(each);
  if (intended.size() == 1) {
    frame.sad = 0;
    return;
  }
  frame.sad_normalised = std::min(1.0, *frame.sad / (1 - least));
}

}  // namespace holdfast
