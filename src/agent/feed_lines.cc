#include "agent/feed_lines.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string keyed_line(std::string_view key, std::string_view json) {
  return fmt::format("{{\"{}\":{}}}", key, json);
}

std::string text_line(std::string_view key, std::string_view text) {
  return keyed_line(key, dumped(Json(std::string(text))));
}

std::string host_line(const HostSnapshot& host) {
  Json cpus = Json::array();
  for (const auto& cpu : host.topology.cpus) {
    Json one{{"cpu", cpu.id.value}, {"online", true}};
    if (cpu.node) one["node"] = cpu.node->value;
    one["isolated"] = host.topology.isolated.contains(cpu.id);
    Json siblings = Json::array();
    for (const CpuId sibling : cpu.smt_siblings.to_vector()) {
      if (sibling != cpu.id) siblings.push_back(sibling.value);
    }
    one["sibling"] = std::move(siblings);
    cpus.push_back(std::move(one));
  }
  for (const CpuId offline : (host.topology.possible - host.topology.online).to_vector()) {
    cpus.push_back(Json{{"cpu", offline.value}, {"online", false}, {"isolated", false}});
  }
  Json nics = Json::array();
  for (const auto& nic : host.nics) {
    if (nic.driver.empty()) continue;
    Json one{{"name", nic.name}, {"driver", nic.driver}, {"up", nic.admin_up}};
    if (nic.node) one["node"] = nic.node->value;
    nics.push_back(std::move(one));
  }
  Json line;
  line["host"] = Json{
      {"hostname", host.settings.hostname}, {"cpus", std::move(cpus)}, {"nics", std::move(nics)}};
  return dumped(line);
}

}  // namespace holdfast
