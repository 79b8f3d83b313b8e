#include "cli/resident_text.h"

#include <gtest/gtest.h>

#include "policy/parse_policy.h"

namespace holdfast {
namespace {

Policy parsed(const std::string& more) {
  auto policy = parse_policy("p.yaml", "apiVersion: holdfast/v1\nname: n\n" + more,
                             [](const std::string&) -> Result<std::string> {
                               return fail(ErrorCode::absent, "no includes here");
                             });
  for (const auto& complaint : policy.complaints.all()) ADD_FAILURE() << to_text(complaint);
  return std::move(policy.policy);
}

TEST(ResidentText, WhatIsShownDemandsTheSame) {
  Policy policy;
  policy.reconcile.mode = ReconcileMode::heal;
  policy.reconcile.max_per_minute = 9;
  policy.reconcile.retry_seconds = 7;
  policy.reconcile.allow = {{"tuned.service", {}}, {"/opt/ops/*", {}}};
  policy.regime.window_seconds = 0.5;
  policy.regime.jitter = {1.5, 1.2, 4, 7};
  policy.regime.contain_within_seconds = 90;
  policy.regime.safe_contain = {0.125, 0, true, true};
  const Policy again = parsed(resident_text(policy));
  EXPECT_EQ(again.regime, policy.regime);
  EXPECT_EQ(reconcile_json(again.reconcile), reconcile_json(policy.reconcile));
  EXPECT_EQ(again.reconcile.allow.size(), 2U);
}

TEST(ResidentText, ShowsDefaultsToo) {
  const Policy policy = parsed("");
  EXPECT_NE(resident_text(policy).find("reconcile: {mode: observe, max-per-minute: 6"),
            std::string::npos);
  EXPECT_EQ(parsed(resident_text(policy)).regime, RegimeSettings{});
}

}  // namespace
}  // namespace holdfast
