#include "fanout/regression_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

template <class Member>
Json column(const std::vector<RegressionPoint>& points, Member RegressionPoint::* member) {
  Json out = Json::array();
  for (const auto& point : points) out.push_back(point.*member);
  return out;
}

std::uint64_t largest(const std::vector<RegressionPoint>& points,
                      std::uint64_t RegressionPoint::* member) {
  std::uint64_t out = 0;
  for (const auto& point : points) out = std::max(out, point.*member);
  return out;
}

Json switches_of(const ServeReading& reading) {
  std::uint64_t all = 0;
  for (const auto& thread : reading.threads) all += thread.involuntary.value_or(0);
  return all;
}

Json json_of(const RegressionRun& run) {
  std::uint64_t blocked_ns = 0;
  for (const auto& ring : run.last.rings) blocked_ns += ring.blocked_ns;
  return {{"topology", run.topology},
          {"streams", run.streams},
          {"round", run.round},
          {"cpus", run.cpus},
          {"pinned_cpu", run.pinned_cpu},
          {"load_before", run.load},
          {"seconds", run.last.seconds},
          {"threads", run.last.threads.size()},
          {"messages", run.last.messages},
          {"lost", lost_of(run.last)},
          {"refused_datagrams", run.last.refused},
          {"blocked_ns", blocked_ns},
          {"involuntary_switches", switches_of(run.last)},
          {"largest",
           {{"application", largest(run.points, &RegressionPoint::application)},
            {"snapshot", largest(run.points, &RegressionPoint::snapshot)},
            {"delta", largest(run.points, &RegressionPoint::delta)}}},
          {"at", column(run.points, &RegressionPoint::seconds)},
          {"application", column(run.points, &RegressionPoint::application)},
          {"snapshot", column(run.points, &RegressionPoint::snapshot)},
          {"delta", column(run.points, &RegressionPoint::delta)},
          {"lost_until", column(run.points, &RegressionPoint::lost)}};
}

}  // namespace

RegressionPoint regression_point(const ServeReading& reading) {
  RegressionPoint point{.seconds = reading.seconds, .lost = lost_of(reading)};
  for (const auto& ring : reading.rings) {
    for (const auto& reader : ring.readers) {
      auto& at = reader.name == "application" ? point.application
                 : reader.name == "snapshot"  ? point.snapshot
                                              : point.delta;
      at = std::max(at, reader.batch);
    }
  }
  return point;
}

std::string regression_json(const RegressionSetting& setting,
                            const std::vector<RegressionRun>& runs) {
  Json all = Json::array();
  for (const auto& run : runs) all.push_back(json_of(run));
  Json json{
      {"experiment", "regression"}, {"rounds", setting.rounds}, {"messages", setting.messages},
      {"stocks", setting.stocks},   {"ring", setting.ring},     {"seed", setting.seed},
      {"idle", setting.idle},       {"cpus", setting.cpus},     {"runs", std::move(all)}};
  if (setting.rate) json["rate"] = *setting.rate;
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace holdfast
