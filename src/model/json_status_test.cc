#include <gtest/gtest.h>

#include "model/agent_status.h"

namespace holdfast {
namespace {

AgentStatus full_status() {
  AgentStatus status;
  status.version = "0.1.0";
  status.hostname = "md-gw-07";
  status.pid = 1042;
  status.started_ns = 5;
  status.at_ns = 1'700'000'000'000'000'000;
  status.policy = "md-gateway";
  status.policy_version = "7";
  status.policy_source = "/etc/holdfast/policy.yaml";
  status.policy_error = "line 3: \"x\"";
  status.mode = "heal";
  status.paused_until_ns = 9;
  status.paused_by = "anna";
  status.regime = Regime::drifted;
  status.regime_since_ns = 7;
  status.regime_evidence = "VAM 0.20";
  status.differences = {{{.kind = SettingKind::vector, .nic = "eth0", .name = "rx 0"},
                         "1",
                         "3",
                         "eth0 rx 0 is \"3\", wanted \"1\""}};
  status.pending = {
      {{.kind = SettingKind::vector, .nic = "eth0", .name = "rx 1", .irq = IrqNumber{39}},
       "2",
       "3",
       "waits"}};
  status.met = 41;
  status.sources = {{"fanotify", SourceState::watching, "", 118},
                    {"bpf", SourceState::degraded, "no BTF", 0}};
  status.yielded = {{"eth0 rx 0", "tuned.service", 11}};
  status.canary = "control 6";
  status.canary_course = CanaryCourse{"md-gateway, June", 40, 13, "treated 7"};
  status.lease = "held";
  status.events = 3;
  status.repairs = 2;
  status.refused_repairs = 1;
  status.hooks = HookCounts{5, 4, 3, 2, 1};
  status.last_apply = "1741 done 2026-05-01T14:03:07Z";
  return status;
}

TEST(StatusJson, ReadAgainIsWhatWasWritten) {
  const auto status = full_status();
  const auto read = status_from_json(to_json(status));
  ASSERT_TRUE(read) << read.error().sentence;
  EXPECT_EQ(*read, status);
  const auto bare = status_from_json(to_json(AgentStatus{}));
  ASSERT_TRUE(bare) << bare.error().sentence;
  EXPECT_EQ(*bare, AgentStatus{});
}

TEST(StatusJson, AScheduleWhoseBlocksAreOverHasNoBorderAndNothingThatBegins) {
  AgentStatus status;
  status.canary_course = CanaryCourse{"md", 3, std::nullopt, ""};
  const auto text = to_json(status);
  EXPECT_NE(text.find(R"("canary_course":{"schedule":"md","blocks":3})"), std::string::npos)
      << text;
  EXPECT_EQ(status_from_json(text)->canary_course, status.canary_course);
}

}  // namespace
}  // namespace holdfast
