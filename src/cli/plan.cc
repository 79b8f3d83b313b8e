#include <fmt/format.h>

#include <cstdio>

#include "cli/input.h"
#include "cli/plan_text.h"
#include "cli/verbs.h"
#include "host_policy/demands.h"
#include "model/json_plan.h"
#include "plan/make_plan.h"
#include "plan/only.h"

namespace holdfast {

int run_plan(const PlanOptions& options) {
  const auto kinds = parse_kinds(options.only);
  if (!kinds) return report_failure(kinds.error());
  const auto scope = policy_scope_of(options.policy);
  if (!scope) return report_failure(scope.error());
  const auto view = view_host(options.input, *scope, std::nullopt);
  if (!view) return report_failure(view.error());
  auto demands = demands_of(options.policy, view->host);
  if (!demands) return report_failure(demands.error());
  const Plan plan = only(make_plan(only(std::move(*demands), *kinds), view->host), *kinds);
  if (options.json) {
    fmt::print("{}\n", to_json(plan));
  } else {
    fmt::print("{}", text_of(plan, Screen::of_standard_output()));
    std::fflush(stdout);
    report(view->host.diagnostics);
  }
  if (plan.is_refused()) return kFailure;
  return plan.steps.empty() ? kDone : kChanges;
}

}  // namespace holdfast
