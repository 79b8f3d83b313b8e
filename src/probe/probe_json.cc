#include <algorithm>

#include "model/json_parts.h"
#include "probe/compared_rounds.h"
#include "probe/delays_json.h"
#include "probe/probe_result.h"
#include "probe/probe_text.h"

namespace holdfast {
namespace {

using json::Json;

void put_figure(Json& out, const char* name, const std::optional<double>& value) {
  if (value) out[name] = *value;
}

template <class T, class Make>
Json list_of(const std::vector<T>& values, const Make& make) {
  Json array = Json::array();
  for (const auto& value : values) array.push_back(make(value));
  return array;
}

Json result_json(const ProbeResult& result) {
  Json out = {{"format", 1}, {"receiver", result.receiver}};
  json::put(out, "interface", result.interface);
  out.update(Json{
      {"packet_bytes", result.packet_bytes}, {"rate", result.rate}, {"seconds", result.seconds}});
  json::put(out, "sent", result.sent);
  out.update(Json{{"received", result.received},
                  {"lost", result.lost},
                  {"reordered", result.reordered},
                  {"duplicated", result.duplicated},
                  {"foreign", result.foreign},
                  {"truncated", result.truncated},
                  {"unrecorded", result.unrecorded},
                  {"calls", result.calls},
                  {"empty_calls", result.empty_calls},
                  {"socket_drops", result.socket_drops},
                  {"sender_refused", result.sender_refused},
                  {"device_drops", result.device_drops},
                  {"ring_full", result.ring_full},
                  {"fill_empty", result.fill_empty},
                  {"invalid_descriptors", result.invalid_descriptors},
                  {"sender_late", result.sender_late},
                  {"voluntary_switches", result.voluntary_switches},
                  {"involuntary_switches", result.involuntary_switches},
                  {"migrations", result.migrations},
                  {"cpu_seconds", result.cpu_seconds}});
  json::put(out, "interface_drops", result.interface_drops);
  out["delays"] = list_of(result.delays, delays_json);
  out["parts"] = parts_json(result.parts);
  out["spoilt"] = json::value_of(result.spoilt);
  out["notes"] = json::value_of(result.notes);
  return out;
}

// Every kind of delays and every percentile that a round has, in the order in which they come.
Json figures_json(const ComparedReceiver& base, const ComparedReceiver& receiver) {
  Json figures = Json::array();
  std::vector<std::string> kinds;
  const auto has = [](const auto& list, const auto& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
  };
  for (const auto& round : receiver.rounds) {
    for (const auto& delays : round.delays) {
      if (!has(kinds, delays.of)) kinds.push_back(delays.of);
    }
  }
  for (const auto& of : kinds) {
    Json figure = {{"of", of}, {"percentiles", Json::array()}};
    for (const double p : {0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999, 1.0}) {
      const auto over = over_rounds(receiver, of, p);
      if (!over) continue;
      figure["percentiles"].push_back({{"p", p},
                                       {"median_ns", over->median_ns},
                                       {"least_ns", over->least_ns},
                                       {"greatest_ns", over->greatest_ns},
                                       {"rounds", over->rounds}});
    }
    put_figure(figure, "p50_ratio", ratio_to(base, receiver, of));
    figures.push_back(std::move(figure));
  }
  return figures;
}

}  // namespace

std::string to_json(const ProbeResult& result) { return json::dump(result_json(result), -1); }

std::string compare_json(const std::vector<ComparedReceiver>& receivers,
                         const ComparedReceiver* beside) {
  Json out = {{"format", 1}, {"receivers", Json::array()}};
  const auto* base = base_of(receivers);
  const auto compared_json = [&](const ComparedReceiver& receiver) {
    Json one = {{"name", receiver.name}};
    json::put(one, "absent", receiver.absent);
    one["figures"] = base == nullptr ? Json::array() : figures_json(*base, receiver);
    one["rounds"] = list_of(receiver.rounds, result_json);
    return one;
  };
  for (const auto& receiver : receivers) out["receivers"].push_back(compared_json(receiver));
  if (beside) out["sockperf"] = compared_json(*beside);
  return json::dump(out, -1);
}

}  // namespace holdfast
