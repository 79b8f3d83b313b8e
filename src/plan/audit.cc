#include "plan/audit.h"

#include <utility>

#include "plan/rules.h"

namespace holdfast {
namespace {

constexpr int kGroups = 25;

std::vector<Rule> joined_rules() {
  std::vector<Rule> all;
  for (int number = 1; number <= kGroups; ++number) {
    for (const auto part : {placement_rules(), device_rules(), steering_rules(), stack_rules(),
                            cpu_rules(), host_rules()}) {
      for (const auto& rule : part) {
        if (rule.number == number) all.push_back(rule);
      }
    }
  }
  return all;
}

}  // namespace

const std::vector<Rule>& audit_rules() {
  static const std::vector<Rule> rules = joined_rules();
  return rules;
}

Finding& add_finding(std::vector<Finding>& findings, const Rule& rule, std::string object,
                     std::string sentence, std::vector<Evidence> evidence, Fix fix) {
  return findings.emplace_back(Finding{.rule = std::string(rule.id),
                                       .severity = rule.severity,
                                       .object = std::move(object),
                                       .sentence = std::move(sentence),
                                       .evidence = std::move(evidence),
                                       .why = std::string(rule.why),
                                       .fix = std::move(fix),
                                       .reference = std::string(rule.reference)});
}

std::vector<Finding> audit(const AuditInput& input) {
  std::vector<Finding> found;
  for (const auto& rule : audit_rules()) rule.check(input, rule, found);
  std::vector<Finding> sorted;
  for (const auto severity :
       {Severity::critical, Severity::warning, Severity::advice, Severity::note}) {
    for (auto& finding : found) {
      if (finding.severity == severity) sorted.push_back(std::move(finding));
    }
  }
  return sorted;
}

}  // namespace holdfast
