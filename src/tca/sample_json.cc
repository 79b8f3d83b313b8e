#include "tca/sample_json.h"

#include <nlohmann/json.hpp>

#include "table/database.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

Json config_of(const CdtCommand& command, const std::vector<std::vector<double>>& cuts) {
  const auto& columns = command.columns;
  Json coarsened = Json::array();
  for (std::size_t i = 0; i < columns.coarsened.size(); ++i) {
    coarsened.push_back({{"column", columns.coarsened[i].column}, {"cuts", cuts[i]}});
  }
  const auto& second = columns.second_cluster;
  return {{"treatment", columns.treatment},
          {"outcome", columns.outcome},
          {"covariates", columns.covariates},
          {"coarsened", coarsened},
          {"exact", columns.exact},
          {"fe_a", columns.few_effects},
          {"fe_b", columns.effects},
          {"cluster", columns.cluster},
          {"second_cluster", second.empty() ? Json() : Json(second)},
          {"pruned", command.is_pruned}};
}

Json flow_of(const SampleFlow& flow) {
  Json dropped = Json::array();
  for (const auto& drop : flow.dropped) {
    dropped.push_back({{"column", drop.column}, {"reason", drop.reason}, {"rows", drop.rows}});
  }
  return {{"read", flow.read},
          {"dropped", dropped},
          {"kept", flow.kept},
          {"treated", flow.treated},
          {"control", flow.kept - flow.treated}};
}

}  // namespace

nlohmann::ordered_json sample_json(const CdtCommand& command, const AnalysisSource& source,
                                   const SampleFlow& flow,
                                   const std::vector<std::vector<double>>& cuts) {
  return {{"schema_version", 1},
          {"program", "holdfast-tca " HOLDFAST_VERSION},
          {"duckdb", Database::version()},
          {"inputs",
           {{{"file", source.file},
             {"format", source.format},
             {"bytes", source.bytes},
             {"sha256", source.sha256}}}},
          {"config", config_of(command, cuts)},
          {"sample_flow", flow_of(flow)}};
}

std::string json_text(const nlohmann::ordered_json& value) {
  return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace holdfast
