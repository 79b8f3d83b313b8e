#include <nlohmann/json.hpp>

#include "plan/audit.h"

namespace holdfast {

std::string rules_to_json(const std::vector<Rule>& rules) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& rule : rules) {
    list.push_back(nlohmann::ordered_json{{"number", rule.number},
                                          {"id", rule.id},
                                          {"severity", name_of(rule.severity)},
                                          {"sentence", rule.sentence},
                                          {"why", rule.why},
                                          {"fix", {{"policy", rule.policy}, {"shell", rule.shell}}},
                                          {"reference", rule.reference}});
  }
  return nlohmann::ordered_json{{"format", 1}, {"rules", std::move(list)}}.dump(2);
}

}  // namespace holdfast
