#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "cli/rss_views.h"
#include "rss/rss.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

/// Both directions of one flow, as the interface would steer them.
struct Directions {
  Flow flow;
  Steering in;
  Steering back;

  bool known() const { return in.queue && back.queue; }
  bool part() const { return known() && *in.queue != *back.queue; }
};

std::vector<Directions> directions_of(const RssView& view) {
  std::map<std::string, FlowSteering> steerings;
  for (const auto& nic : view.host.nics) steerings.emplace(nic.name, FlowSteering(nic));
  std::vector<Directions> all;
  for (const auto& listed : view.flows) {
    Directions one{.flow = listed.flow};
    const auto steering = steerings.find(listed.flow.nic);
    if (steering == steerings.end()) {
      one.in.reason = one.back.reason = "no interface has that address";
    } else {
      Flow back = listed.flow;
      std::swap(back.local, back.remote);
      one.in = steering->second.of(listed.flow);
      one.back = steering->second.of(back);
    }
    all.push_back(std::move(one));
  }
  return all;
}

std::string json_of(const std::vector<Directions>& all) {
  Json out{{"format", 1}, {"flows", Json::array()}};
  for (const auto& one : all) {
    Json flow{{"flow", to_text(one.flow)}};
    if (!one.flow.nic.empty()) flow["nic"] = one.flow.nic;
    if (one.known()) {
      flow["queue"] = one.in.queue->value;
      flow["queue_back"] = one.back.queue->value;
      flow["parts"] = one.part();
    } else {
      flow["reason"] = one.in.reason.empty() ? one.back.reason : one.in.reason;
    }
    out["flows"].push_back(std::move(flow));
  }
  return out.dump(2) + "\n";
}

}  // namespace

std::string rss_asymmetric(const RssView& view) {
  const auto all = directions_of(view);
  if (view.options.json) return json_of(all);
  Table table({{"nic", false, false},
               {"flow", false, true},
               {"queue", true, false},
               {"the other way", true, false},
               {"process", false, true}});
  std::size_t known = 0, part = 0;
  for (const auto& one : all) {
    known += one.known() ? 1U : 0U;
    if (!one.part()) continue;
    ++part;
    table.add({{one.flow.nic, Style::bold},
               {to_text(one.flow)},
               {fmt::to_string(one.in.queue->value)},
               {fmt::to_string(one.back.queue->value)},
               {owner_of(view.host, one.flow)}});
  }
  std::string text = table.empty() ? std::string() : table.to_text(view.screen) + "\n";
  return text + fmt::format(
                    "The two directions of {} of {} flow{} would come in on two queues; of {} "
                    "that cannot be told.\n",
                    part, known, known == 1 ? "" : "s", all.size() - known);
}

}  // namespace holdfast
