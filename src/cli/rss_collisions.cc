#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/rss_views.h"
#include "rss/collision.h"
#include "rss/flow_place.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

/// Of one interface.
struct Crowding {
  std::string nic;
  std::size_t flows = 0;    // whose queue is known
  std::size_t unknown = 0;  // whose queue is not
  std::size_t queues = 0;   // in its table
  CollisionRisk expected;   // of so many flows, by its table
  std::size_t sharing = 0;  // flows that are not alone on their queue
  std::size_t pairs = 0;    // of flows on one queue
  std::uint32_t fullest = 0;
  std::size_t fullest_flows = 0;
  double fullest_rate = 0, rate = 0;
};

std::vector<Crowding> crowding_of(const RssView& view) {
  std::vector<Flow> flows;
  for (const auto& listed : view.flows) flows.push_back(listed.flow);
  const auto places = place_flows(view.host, flows, view.options.interface);
  struct Load {
    std::size_t flows = 0;
    double rate = 0;
  };
  std::vector<Crowding> all;
  for (const auto& nic : view.host.nics) {
    Crowding out{.nic = nic.name};
    std::map<std::uint32_t, Load> loads;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (places[i].nic != nic.name) continue;
      if (!places[i].steering.queue) {
        ++out.unknown;
        continue;
      }
      auto& load = loads[places[i].steering.queue->value];
      ++load.flows;
      load.rate += view.flows[i].rate;
      ++out.flows;
      out.rate += view.flows[i].rate;
    }
    if (out.flows + out.unknown == 0) continue;
    if (!nic.rss.empty()) {
      out.queues = buckets_of(nic.rss.front().indirection).size();
      out.expected = collision_risk(nic.rss.front().indirection, out.flows);
    }
    for (const auto& [queue, load] : loads) {
      out.pairs += load.flows * (load.flows - 1) / 2;
      if (load.flows > 1) out.sharing += load.flows;
      if (std::pair(load.rate, load.flows) <= std::pair(out.fullest_rate, out.fullest_flows)) {
        continue;
      }
      out.fullest = queue;
      out.fullest_flows = load.flows;
      out.fullest_rate = load.rate;
    }
    all.push_back(out);
  }
  return all;
}

Json to_json(const Crowding& one) {
  Json out{{"nic", one.nic}, {"flows", one.flows}, {"unknown", one.unknown}};
  out["queues"] = one.queues;
  out["expected"] = {{"any", one.expected.any},
                     {"sharing", one.expected.sharing_flows},
                     {"pairs", one.expected.pairs}};
  out["actual"] = {{"sharing", one.sharing}, {"pairs", one.pairs}};
  if (one.flows > 0) {
    out["fullest"] = {{"queue", one.fullest},
                      {"flows", one.fullest_flows},
                      {"share", one.fullest_rate / one.rate}};
  }
  return out;
}

}  // namespace

std::string rss_collisions(const RssView& view) {
  const auto all = crowding_of(view);
  if (view.options.json) {
    Json out{{"format", 1}, {"nics", Json::array()}};
    for (const auto& one : all) out["nics"].push_back(to_json(one));
    return out.dump(2) + "\n";
  }
  if (all.empty()) return "No flow of a known interface was found.\n";
  Table table({{"nic", false, false},
               {"flows", true, false},
               {"queues", true, false},
               {"not alone", true, false},
               {"expected", true, false},
               {"any, likely", true, false},
               {"fullest queue", false, true},
               {"queue not known", true, false}});
  for (const auto& one : all) {
    table.add({{one.nic, Style::bold},
               {fmt::to_string(one.flows)},
               {one.queues > 0 ? fmt::to_string(one.queues) : "-"},
               {fmt::to_string(one.sharing)},
               {one.queues > 0 ? fmt::format("{:.1f}", one.expected.sharing_flows) : "-"},
               {one.queues > 0 ? fmt::format("{:.0f} %", 100 * one.expected.any) : "-"},
               {one.flows > 0 ? fmt::format("{}: {} flow{}, {:.0f} % of the rate", one.fullest,
                                            one.fullest_flows, one.fullest_flows == 1 ? "" : "s",
                                            100 * one.fullest_rate / one.rate)
                              : "-"},
               {fmt::to_string(one.unknown)}});
  }
  return table.to_text(view.screen);
}

}  // namespace holdfast
