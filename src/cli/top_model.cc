#include "cli/top_model.h"

#include <nlohmann/json.hpp>

#include "cli/agent_client.h"
#include "model/json_event.h"
#include "model/json_frame.h"

namespace holdfast {

bool TopModel::take(std::string_view line) {
  const auto found = keyed(line);
  if (!found) return false;
  if (found->first == "status") {
    if (auto told = status_from_json(found->second)) status = *std::move(told);
  } else if (found->first == "frame") {
    take_frame(found->second);
  } else if (found->first == "event") {
    take_event(found->second);
  } else if (found->first == "host") {
    take_host(found->second);
  } else {
    return false;
  }
  return true;
}

void TopModel::take_frame(const std::string& text) {
  auto told = frame_from_json(text);
  if (!told || (frame && told->at_ns == frame->at_ns)) return;
  frame = *std::move(told);
  figures.push_back({frame->vam_effective, frame->nrs.value, frame->jitter.hj95_ns, frame->sad});
  if (figures.size() > kMostFigures) figures.pop_front();
}

void TopModel::take_event(const std::string& text) {
  auto told = event_from_json(text);
  // Whoever connects again hears the newest once more.
  if (!told || (!events.empty() && told->number <= events.back().number)) return;
  events.push_back(*std::move(told));
  if (events.size() > kMostEvents) events.pop_front();
}

void TopModel::take_host(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto cpus = json.is_object() ? json.find("cpus") : json.end();
  if (!json.is_object() || cpus == json.end() || !cpus->is_array()) return;
  isolated = {};
  for (const auto& cpu : *cpus) {
    if (!cpu.is_object() || !cpu.contains("cpu") || !cpu["cpu"].is_number_unsigned()) continue;
    const auto number = cpu["cpu"].get<std::uint64_t>();
    const auto flag = cpu.find("isolated");
    if (flag == cpu.end() || !flag->is_boolean() || !flag->get<bool>()) continue;
    if (number < CpuSet::kMaxCpus) isolated.add(CpuId{static_cast<std::uint32_t>(number)});
  }
}

void TopModel::forget() {
  connected = false;
  // Another agent's store may number anew.
  if (status) status->sources.clear();
}

}  // namespace holdfast
