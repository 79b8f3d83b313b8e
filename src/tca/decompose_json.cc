#include <nlohmann/json.hpp>

#include "tca/answer_json.h"
#include "tca/decompose_answer.h"
#include "tca/sample_json.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

Json part_of(const GelbachPart& part, bool has_error) {
  return {{"value", part.value},
          {"error", has_error ? Json(part.error) : Json()},
          {"separable", has_error ? Json(part.separable) : Json()}};
}

Json row_of(const GelbachRow& row, const std::vector<std::string>& mediators, bool has_error) {
  Json out = Json::object();
  for (std::size_t i = 0; i < row.parts.size(); ++i) {
    out[i < mediators.size() ? mediators[i] : "unattributed"] = part_of(row.parts[i], has_error);
  }
  out["all"] = part_of(row.total, has_error);
  return out;
}

}  // namespace

Json decompose_value(const CdtCommand& command, const DecomposeAnswer& answer) {
  const auto& parts = answer.parts;
  const bool has_error = answer.status == EstimateStatus::ok;
  Json matrix = Json::object(), mediators = Json::array();
  for (std::size_t i = 0; i < parts.rows.size(); ++i) {
    matrix[command.channels[i]] = row_of(parts.rows[i], command.mediators, has_error);
  }
  if (!parts.rows.empty()) matrix["all"] = row_of(parts.sum, command.mediators, has_error);
  for (std::size_t i = 0; i < parts.gamma.size(); ++i) {
    mediators.push_back({{"column", command.mediators[i]},
                         {"gamma", parts.gamma[i]},
                         {"variance_inflation", parts.variance_inflation[i + 1]}});
  }
  return {{"status", name_of(answer.status)},
          {"matrix", matrix},
          {"mediators", mediators},
          {"dropped_regressors", parts.dropped_names}};
}

std::string decompose_json(const CdtCommand& command, const DecomposeAnswer& answer) {
  Json out = sample_json(command, answer.source, answer.flow, answer.cuts);
  out.update(decompose_value(command, answer));
  return json_text(out);
}

}  // namespace holdfast
