#include <nlohmann/json.hpp>

#include "tca/features_command.h"
#include "tca/sample_json.h"

namespace holdfast {

std::string features_json(const FeaturesCommand& command, const FeaturesAnswer& answer) {
  using Json = nlohmann::ordered_json;
  Json knots = Json::array();
  for (const auto& knot : answer.uplift.knots) {
    knots.push_back({{"dose", knot.dose},
                     {"uplift_bps", knot.uplift},
                     {"se_bps", knot.error},
                     {"low80_bps", knot.low},
                     {"linear_bps", knot.linear},
                     {"observed_bps", knot.observed},
                     {"rows", knot.rows}});
  }
  const auto& source = answer.source;
  return json_text({{"format", 1},
                    {"program", "holdfast-tca " HOLDFAST_VERSION},
                    {"inputs",
                     {{{"file", source.file},
                       {"format", source.format},
                       {"bytes", source.bytes},
                       {"sha256", source.sha256}}}},
                    {"grade", std::string(1, answer.grade)},
                    {"grade_from", answer.grade_from},
                    {"outcome", command.cdt.columns.outcome},
                    {"dose", command.dose.empty() ? command.cdt.columns.treatment : command.dose},
                    {"model", answer.model},
                    {"tau", command.cdt.taus.front()},
                    {"threshold_bps", answer.threshold},
                    {"slope_bps", answer.uplift.slope.estimate},
                    {"slope_se_bps", answer.uplift.slope.error},
                    {"clusters", answer.clusters},
                    {"sessions", answer.sessions},
                    {"knots", knots}});
}

}  // namespace holdfast
