#include <fmt/format.h>

#include "apply/live_host.h"
#include "cli/outcome_text.h"
#include "cli/verbs.h"
#include "host_policy/demands.h"
#include "model/json_plan.h"
#include "plan/make_plan.h"
#include "plan/only.h"

namespace holdfast {

int run_verify(const VerifyOptions& options) {
  const auto kinds = parse_kinds(options.only);
  if (!kinds) return report_failure(kinds.error());
  const auto scope = policy_scope_of(options.policy);
  if (!scope) return report_failure(scope.error());
  auto demands = demands_of(options.policy, LiveHost(*scope).read());
  if (!demands) {
    // A CPU that went offline, an interface that is gone: the host is not as the policy says.
    const int status = report_failure(demands.error());
    return demands.error().code == ErrorCode::absent ? kDiffers : status;
  }
  const Demands wanted = only(std::move(*demands), *kinds);
  const Verdict verdict = only(verify(wanted, LiveHost(scope_of(wanted)).read()), *kinds);
  fmt::print("{}", options.json ? to_json(verdict) + "\n"
                                : text_of(verdict, Screen::of_standard_output()));
  return exit_status(verdict);
}

}  // namespace holdfast
