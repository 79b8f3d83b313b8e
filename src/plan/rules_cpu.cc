#include "plan/rules_cpu.h"

#include "plan/rules.h"

namespace holdfast {

std::span<const Rule> cpu_rules() {
  static const std::vector<Rule> rules = [] {
    std::vector<Rule> all;
    for (const auto part :
         {cpu_time_rules(), isolation_rules(), thread_rules(), power_rules(), chores_rules()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return rules;
}

}  // namespace holdfast
