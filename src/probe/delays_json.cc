#include "probe/delays_json.h"

namespace holdfast {
namespace {

using json::Json;

void put_figure(Json& out, const char* name, const std::optional<double>& value) {
  if (value) out[name] = *value;
}

Json percentile_json(const Percentile& percentile) {
  Json out = {{"p", percentile.p}, {"ns", percentile.ns}};
  put_figure(out, "low_ns", percentile.low_ns);
  put_figure(out, "high_ns", percentile.high_ns);
  return out;
}

}  // namespace

json::Json delays_json(const ProbeDelays& delays) {
  Json out = {{"of", delays.of}};
  json::put(out, "clock", delays.clock);
  out["count"] = delays.count;
  out["negative"] = delays.negative;
  out["percentiles"] = Json::array();
  for (const auto& one : delays.percentiles) out["percentiles"].push_back(percentile_json(one));
  put_figure(out, "hj95_ns", delays.hj95_ns);
  put_figure(out, "hj95x_ns", delays.hj95x_ns);
  return out;
}

json::Json parts_json(const std::vector<ProbePart>& parts) {
  Json out = Json::array();
  for (const auto& part : parts) {
    out.push_back({{"of", part.of}, {"delays", delays_json(part.delays)}});
  }
  return out;
}

}  // namespace holdfast
