#include "tca/inference_json.h"

#include <nlohmann/json.hpp>

namespace holdfast {

using Json = nlohmann::ordered_json;

Json inference_json(const ClusterEstimate& estimate) {
  return {{"error", estimate.error},
          {"degrees", estimate.degrees},
          {"t", estimate.t},
          {"p", estimate.p},
          {"low", estimate.low},
          {"high", estimate.high},
          {"mde", estimate.smallest_detectable}};
}

Json inference_json(std::span<const ClusterEstimate> estimates) {
  Json methods = Json::object();
  for (const auto& one : estimates) methods[std::string(one.method)] = inference_json(one);
  return methods;
}

Json number_or_null(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

}  // namespace holdfast
