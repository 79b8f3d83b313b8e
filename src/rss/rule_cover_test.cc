#include "rss/rule_cover.h"

#include <gtest/gtest.h>

#include <map>

namespace holdfast {
namespace {

std::vector<Flow> flows_of(std::initializer_list<const char*> texts) {
  std::vector<Flow> flows;
  for (const auto* text : texts) flows.push_back(*parse_flow(text));
  return flows;
}

std::vector<std::string> rules_of(const std::vector<Flow>& flows, const std::vector<Flow>& rest,
                                  std::vector<std::uint32_t> queues) {
  const std::vector<double> rates(flows.size(), 1.0);
  std::vector<std::string> texts;
  for (const auto& rule : cover_by_rules(flows, rates, rest, queues)) {
    texts.push_back(policy_text(rule, flows));
  }
  return texts;
}

TEST(RuleCover, AMulticastGroupIsOneRuleWhateverSendsToIt) {
  const auto flows = flows_of({"udp 10.1.1.1:1 to 239.1.1.1:5", "udp 10.1.1.2:1 to 239.1.1.1:6",
                               "udp 10.1.1.1:1 to 239.1.1.2:5", "udp 10.1.1.1:2 to 239.1.1.2:5"});
  EXPECT_EQ(rules_of(flows, {}, {4, 5}),
            (std::vector<std::string>{"{type: udp4, dst-ip: \"239.1.1.1\", queue: 4}",
                                      "{type: udp4, dst-ip: \"239.1.1.2\", queue: 5}"}));
}

TEST(RuleCover, AGroupThatIsTooManyForAQueueIsParted) {
  const auto flows = flows_of({"udp 10.1.1.1:1 to 239.1.1.1:5", "udp 10.1.1.2:1 to 239.1.1.1:6"});
  EXPECT_EQ(
      rules_of(flows, {}, {0, 1}),
      (std::vector<std::string>{"{type: udp4, dst-ip: \"239.1.1.1\", dst-port: 5, queue: 0}",
                                "{type: udp4, dst-ip: \"239.1.1.1\", dst-port: 6, queue: 1}"}));
}

TEST(RuleCover, ARuleTakesNoFlowOfTheRest) {
  const auto flows = flows_of({"tcp 10.1.1.1:443 to 10.0.0.1:40000"});
  const auto rest = flows_of({"tcp 10.1.1.9:443 to 10.0.0.1:40000"});
  EXPECT_EQ(rules_of(flows, rest, {3}),
            std::vector<std::string>{"{type: tcp4, src-ip: \"10.1.1.1\", src-port: 443, dst-ip: "
                                     "\"10.0.0.1\", dst-port: 40000, queue: 3}"});
  EXPECT_EQ(rules_of(flows, {}, {3}), std::vector<std::string>{"{type: tcp4, dst-ip: \"10.0.0.1\", "
                                                               "dst-port: 40000, queue: 3}"});
}

TEST(RuleCover, AUnicastAddressAloneIsNoRule) {
  const auto flows = flows_of({"tcp [2001:db8::9]:1 to [2001:db8::1]:2"});
  EXPECT_EQ(rules_of(flows, {}, {0}).front(),
            "{type: tcp6, dst-ip: \"2001:db8::1\", dst-port: 2, queue: 0}");
}

TEST(RuleCover, EveryFlowIsInOneRuleAndTheFastestAreApart) {
  const auto flows = flows_of({"udp 10.1.1.1:1 to 239.1.1.1:5", "udp 10.1.1.1:1 to 239.1.1.2:5",
                               "udp 10.1.1.1:1 to 239.1.1.3:5", "udp 10.1.1.1:1 to 239.1.1.4:5"});
  const std::vector<double> rates{90, 1, 100, 2};
  const std::vector<std::uint32_t> queues{0, 1};
  std::map<std::size_t, std::uint32_t> queue_of;
  for (const auto& rule : cover_by_rules(flows, rates, {}, queues)) {
    for (const auto flow : rule.flows) EXPECT_TRUE(queue_of.emplace(flow, rule.queue).second);
  }
  EXPECT_EQ(queue_of.size(), 4U);
  EXPECT_NE(queue_of[0], queue_of[2]);
}

}  // namespace
}  // namespace holdfast
