#include <nlohmann/json.hpp>

#include "apply/bench_layers.h"
#include "model/json_parts.h"
#include "model/json_plan.h"

namespace holdfast {
namespace {

using json::Json;

Json parsed(const std::string& text) { return Json::parse(text, nullptr, false); }

Json of(const TrafficReading& reading) {
  Json out = {{"packets", reading.packets}, {"lost", reading.lost}, {"p50_ns", reading.p50_ns}};
  if (reading.p99_ns) out["p99_ns"] = *reading.p99_ns;
  if (reading.p999_ns) out["p999_ns"] = *reading.p999_ns;
  out["interrupts_per_second"] = reading.interrupts_per_second;
  out["busy_cpus"] = reading.busy_cpus;
  if (!reading.spoilt.empty()) out["spoilt"] = reading.spoilt;
  return out;
}

Json of(const std::vector<TrafficReading>& readings) {
  Json out = Json::array();
  for (const auto& reading : readings) out.push_back(of(reading));
  return out;
}

Json of(const PairedChange& change) {
  Json out = {{"off_ns", change.off}, {"on_ns", change.on}, {"change", change.change}};
  if (change.low) out["low"] = *change.low;
  if (change.high) out["high"] = *change.high;
  return out;
}

Json of(const LayerResult& result) {
  Json out = {{"layer", result.layer.name}, {"steps", Json::array()}};
  for (const auto& step : result.layer.steps) out["steps"].push_back(parsed(to_json_line(step)));
  out["off"] = of(result.off);
  out["on"] = of(result.on);
  out["changes"] = Json::object();
  for (const auto figure : {BenchFigure::p50, BenchFigure::p99, BenchFigure::p999}) {
    if (const auto change = change_of(result, figure)) {
      out["changes"][std::string(name_of(figure))] = of(*change);
    }
  }
  out["verdict"] = name_of(result.verdict);
  if (!result.why.empty()) out["why"] = result.why;
  out["kept"] = result.kept;
  return out;
}

}  // namespace

std::string to_json(const BenchResult& result) {
  Json out = {{"format", 1}, {"layers", Json::array()}};
  for (const auto& one : result.layers) out["layers"].push_back(of(one));
  if (result.together) out["together"] = of(*result.together);
  if (!result.why.empty()) out["why"] = result.why;
  Json outcome = parsed(to_json(result.outcome));
  out["outcome"] = {{"outcome", outcome["outcome"]}, {"sentence", outcome["sentence"]}};
  if (outcome.contains("id")) out["outcome"]["id"] = outcome["id"];
  out["outcome"]["remaining"] = outcome["remaining"];
  return json::dump(out);
}

}  // namespace holdfast
