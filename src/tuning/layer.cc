#include "tuning/layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace holdfast {
namespace {

bool is_one_layer(const Step& a, const Step& b) {
  return a.object.kind == b.object.kind && a.object.nic == b.object.nic;
}

std::string plural_of(SettingKind kind) {
  std::string name(name_of(kind));
  std::replace(name.begin(), name.end(), '_', ' ');
  if (kind == SettingKind::xps || kind == SettingKind::rps) return name;
  return name + (name.ends_with('s') ? "" : "s");
}

std::string name_of_layer(const std::vector<Step>& steps) {
  const SettingObject& object = steps.back().object;  // those that make way come first
  const auto alike = std::count_if(steps.begin(), steps.end(), [&](const Step& step) {
    return is_one_layer(step, steps.back());
  });
  if (alike == 1) return label_of(object);
  return fmt::format("{}{}{} ({})", object.nic, object.nic.empty() ? "" : " ",
                     plural_of(object.kind), alike);
}

}  // namespace

std::vector<Layer> layers_of(const Plan& plan, LayersBy by) {
  std::vector<Layer> layers;
  std::vector<Step> making_way;
  for (const auto& step : plan.steps) {
    if (step.object.kind == SettingKind::file) continue;
    if (step.reason == StepReason::before_channels) {
      making_way.push_back(step);
      continue;
    }
    const bool joins = by == LayersBy::kind && making_way.empty() && !layers.empty() &&
                       is_one_layer(layers.back().steps.back(), step);
    if (!joins) layers.emplace_back();
    auto& steps = layers.back().steps;
    std::move(making_way.begin(), making_way.end(), std::back_inserter(steps));
    making_way.clear();
    steps.push_back(step);
  }
  if (!making_way.empty()) layers.push_back({"", std::move(making_way)});
  for (auto& layer : layers) layer.name = name_of_layer(layer.steps);
  return layers;
}

}  // namespace holdfast
