#include "probe/delays_json.h"
#include "probe/packet_stages.h"
#include "probe/stage_bars.h"

namespace holdfast {
namespace {

using json::Json;

Json stage_json(const PacketStage& stage) {
  Json out = {{"stage", stage.delays.of},
              {"from", std::string(to_text(stage.from))},
              {"to", std::string(to_text(stage.to))},
              {"delays", delays_json(stage.delays)}};
  if (stage.share) out["share"] = *stage.share;
  return out;
}

}  // namespace

std::string to_json(const PacketStages& stages) {
  Json out = {{"format", 1}, {"receiver", stages.receiver}};
  json::put(out, "interface", stages.interface);
  out.update(Json{
      {"packet_bytes", stages.packet_bytes}, {"rate", stages.rate}, {"seconds", stages.seconds}});
  json::put(out, "sent", stages.sent);
  out.update(Json{{"received", stages.received},
                  {"lost", stages.lost},
                  {"followed", stages.followed},
                  {"untraced", stages.untraced},
                  {"unread", stages.unread},
                  {"overtaken", stages.overtaken},
                  {"records_lost", stages.records_lost},
                  {"unreadable", stages.unreadable},
                  {"unqueued", stages.unqueued}});
  out["stages"] = Json::array();
  for (const auto& stage : stages.stages) out["stages"].push_back(stage_json(stage));
  out["beginnings"] = Json::array();
  for (const auto& [at, count] : stages.beginnings) {
    out["beginnings"].push_back({{"at", std::string(to_text(at))}, {"count", count}});
  }
  out["whole"] = delays_json(stages.whole);
  out["parts"] = parts_json(stages.parts);
  out["delays"] = Json::array();
  for (const auto& one : stages.delays) out["delays"].push_back(delays_json(one));
  json::put(out, "dearest", dearest_sentence(stages));
  out["spoilt"] = json::value_of(stages.spoilt);
  out["notes"] = json::value_of(stages.notes);
  return json::dump(out, -1);
}

}  // namespace holdfast
