#include <nlohmann/json.hpp>

#include "tca/answer_json.h"
#include "tca/cells_answer.h"
#include "tca/sample_json.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

Json cell_of(const RankedCell& cell) {
  const auto& effect = cell.effect;
  const auto& one = effect.inference;
  const auto or_null = [&](double value) { return effect.has_error() ? Json(value) : Json(); };
  return {
      {"cell", cell.name},
      {"status", name_of(effect.status)},
      {"rows", effect.compared.rows},
      {"treated", effect.compared.treated},
      {"rows_before_matching", effect.whole.rows},
      {"treated_before_matching", effect.whole.treated},
      {"clusters", effect.clusters},
      {"estimate", effect.has_estimate() ? Json(one.estimate) : Json()},
      {"method", effect.has_error() ? Json(one.method) : Json()},
      {"error", or_null(one.error)},
      {"degrees", or_null(one.degrees)},
      {"p", or_null(one.p)},
      {"low", or_null(one.low)},
      {"high", or_null(one.high)},
      {"shrunk", or_null(cell.shrunk)},
      {"shrunk_error", or_null(cell.shrunk_error)},
      {"discovery_share", or_null(cell.discovery_share)},
      {"discovered", effect.has_error() ? Json(cell.discovery_share <= kCellDiscoveries) : Json()}};
}

Json spread_of(const RandomEffects& spread) {
  return {{"mean", spread.mean},
          {"error", spread.error},
          {"q", spread.q},
          {"q_p", spread.q_p},
          {"tau_squared", spread.tau_squared},
          {"i_squared", spread.i_squared}};
}

}  // namespace

Json cells_value(const CellsAnswer& answer) {
  Json tables = Json::array();
  for (const auto& table : answer.tables) {
    Json cells = Json::array();
    for (const auto& cell : table.cells) cells.push_back(cell_of(cell));
    tables.push_back({{"by", table.by},
                      {"random_effects", table.spread ? spread_of(*table.spread) : Json()},
                      {"cells", cells}});
  }
  return {{"status", name_of(answer.status)}, {"tables", tables}};
}

std::string cells_json(const CdtCommand& command, const CellsAnswer& answer) {
  Json out = sample_json(command, answer.source, answer.flow, answer.cuts);
  out.update(cells_value(answer));
  return json_text(out);
}

}  // namespace holdfast
