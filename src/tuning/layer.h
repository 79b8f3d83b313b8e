// Layer: a part of a plan that is switched on and off by itself, to see what it brings.
#pragma once

#include <string>
#include <vector>

#include "model/plan.h"

namespace holdfast {

enum class LayersBy {
  kind,  // what a tuning guide calls a step: an interface's vectors, its coalescing, the sysctls
  step,  // each step of the plan
};

struct Layer {
  std::string name;         // "eth0 vectors (4)", "sysctl net.core.busy_poll"
  std::vector<Step> steps;  // in the plan's order
  friend bool operator==(const Layer&, const Layer&) = default;
};

/// In the plan's order. A step that makes way for channels belongs to their layer. Steps of kind
/// `file` are in none: what they hold takes effect at the next boot.
std::vector<Layer> layers_of(const Plan& plan, LayersBy by);

}  // namespace holdfast
