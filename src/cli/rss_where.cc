#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/rss_views.h"
#include "rss/flow_place.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

std::vector<FlowPlace> places_of(const RssView& view) {
  std::vector<Flow> flows;
  for (const auto& listed : view.flows) flows.push_back(listed.flow);
  return place_flows(view.host, flows, view.options.interface);
}

// What decided: a rule, a bucket of the table, or why nobody knows.
std::string decided_by(const Steering& steering) {
  if (!steering.queue) return steering.reason;
  if (steering.ntuple_rule) return fmt::format("ntuple rule {}", *steering.ntuple_rule);
  if (!steering.bucket) return "every bucket";
  return fmt::format("hash {:#010x}, bucket {}", *steering.hash, *steering.bucket);
}

Json to_json(const RssView& view, const FlowPlace& place, const ListedFlow& listed) {
  Json out{{"flow", to_text(place.flow)}};
  if (!listed.name.empty()) out["name"] = listed.name;
  if (!place.nic.empty()) out["nic"] = place.nic;
  const auto& steering = place.steering;
  if (steering.queue) out["queue"] = steering.queue->value;
  if (!steering.reason.empty()) out["reason"] = steering.reason;
  if (steering.ntuple_rule) out["ntuple_rule"] = *steering.ntuple_rule;
  if (steering.hash) out["hash"] = *steering.hash;
  if (steering.bucket) out["bucket"] = *steering.bucket;
  if (place.irq) out["irq"] = place.irq->value;
  if (place.cpus) out["cpus"] = place.cpus->to_list();
  if (place.node) out["node"] = place.node->value;
  if (steering.queue) out["sharing"] = place.sharing;
  if (place.flow.process) out["process"] = owner_of(view.host, place.flow);
  return out;
}

}  // namespace

std::string rss_where(const RssView& view) {
  const auto places = places_of(view);
  if (view.options.json) {
    Json out{{"format", 1}, {"flows", Json::array()}};
    for (std::size_t i = 0; i < places.size(); ++i) {
      out["flows"].push_back(to_json(view, places[i], view.flows[i]));
    }
    return out.dump(2) + "\n";
  }
  if (places.empty()) return "No live flow was found.\n";
  Table table({{"nic", false, false},
               {"flow", false, true},
               {"queue", true, false},
               {"irq", true, false},
               {"cpu", true, false},
               {"node", true, false},
               {"others there", true, false},
               {"process", false, true},
               {"by", false, true}});
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& place = places[i];
    const bool known = place.steering.queue.has_value();
    const auto& name = view.flows[i].name;
    table.add({{place.nic.empty() ? "-" : place.nic, Style::bold},
               {to_text(place.flow)},
               {known ? fmt::to_string(place.steering.queue->value) : "-"},
               {place.irq ? fmt::to_string(place.irq->value) : "-"},
               {place.cpus ? place.cpus->to_list() : "-"},
               {place.node ? fmt::to_string(place.node->value) : "-"},
               {known ? fmt::to_string(place.sharing) : "-"},
               {name.empty() ? owner_of(view.host, place.flow) : name},
               {decided_by(place.steering), Style::dim}});
  }
  return table.to_text(view.screen);
}

}  // namespace holdfast
