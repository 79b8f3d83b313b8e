#include <nlohmann/json.hpp>

#include "tca/fix_command.h"

namespace holdfast {

std::string fix_json(const FixReading& reading) {
  using Json = nlohmann::ordered_json;
  const auto& counts = reading.tables.counts;
  Json unread = Json::object();
  for (const auto& [type, count] : counts.unread) unread[type] = count;
  Json inputs = Json::array();
  for (const auto& [file, sha256, bytes] : reading.inputs) {
    inputs.push_back({{"file", file}, {"bytes", bytes}, {"sha256", sha256}});
  }
  const Json json{{"schema_version", 1},
                  {"program", "holdfast-tca " HOLDFAST_VERSION},
                  {"inputs", inputs},
                  {"parents", reading.tables.parents.size()},
                  {"children", reading.tables.children.size()},
                  {"reports", reading.tables.reports.size()},
                  {"messages",
                   {{"all", counts.messages},
                    {"orders", counts.orders},
                    {"replacements", counts.replacements},
                    {"cancels", counts.cancels},
                    {"reports", counts.reports},
                    {"cancel_rejects", counts.rejects},
                    {"repeated", counts.repeated},
                    {"order_states", counts.states},
                    {"reports_of_parents", counts.parent_reports},
                    {"without_log_time", counts.without_log_time},
                    {"unread_orders", unread},
                    {"others", counts.others},
                    {"damaged", reading.damaged}}},
                  {"parents_made", counts.parents_made}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace holdfast
