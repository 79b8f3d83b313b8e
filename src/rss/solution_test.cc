#include "rss/solution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rss/rss_test_vectors.h"

namespace holdfast {
namespace {

using testing::HasSubstr;
using testing::Not;

Nic eight_queues(bool takes_rules) {
  Nic nic;
  nic.name = "eth0";
  nic.driver = "ice";
  nic.channels = Channels{.combined = 8};
  RssContext context;
  context.function = "toeplitz";
  context.key.assign(std::begin(kVerificationKey), std::end(kVerificationKey));
  for (std::uint32_t bucket = 0; bucket < 128; ++bucket) context.indirection.push_back(bucket % 8);
  nic.rss.push_back(context);
  nic.hash_fields = {{.flow_type = "tcp4", .l3 = true, .ports = true},
                     {.flow_type = "udp4", .l3 = true, .ports = false}};
  nic.features = {
      {.name = "rx-ntuple-filter", .active = false, .wanted = false, .fixed = !takes_rules}};
  if (takes_rules) nic.ntuple_capacity = 512;
  return nic;
}

SolveRequest request_of(std::string_view list, std::vector<std::uint32_t> queues,
                        std::vector<std::uint32_t> rest) {
  SolveRequest request;
  request.flows = *parse_flow_list(list);
  request.queues = std::move(queues);
  request.rest_queues = std::move(rest);
  return request;
}

constexpr std::string_view kFeeds =
    "udp 10.1.1.1:5000 to 239.1.1.1:30001 name a\n"
    "udp 10.1.1.1:5000 to 239.1.1.1:30002 name b\n"
    "tcp 10.1.1.7:443 to 10.0.0.1:40022 rest\n";

TEST(Solution, RulesWhereTheNicTakesThem) {
  const auto nic = eight_queues(true);
  const auto request = request_of(kFeeds, {0, 1}, {4, 5, 6});
  const auto solution = solve(nic, request);
  ASSERT_TRUE(solution) << solution.error().sentence;
  EXPECT_EQ(solution->by, SolveBy::rules);
  EXPECT_EQ(solution->rules.size(), 2U);
  EXPECT_TRUE(solution->is_best());
  EXPECT_EQ(solution->unknown_share, 0);
  const auto policy = policy_text(nic, request, *solution);
  EXPECT_THAT(policy, HasSubstr("indirection: {weight: [0, 0, 0, 0, 1, 1, 1]}"));
  EXPECT_THAT(policy, HasSubstr("dst-port: 30002, queue: 1}"));
  EXPECT_THAT(policy, Not(HasSubstr("key:")));
}

TEST(Solution, PortsAreHashedWhenOnlyTheyTellTheFlowsApart) {
  const auto nic = eight_queues(false);
  const auto request = request_of(kFeeds, {0, 1}, {4, 5, 6});
  const auto solution = solve(nic, request);
  ASSERT_TRUE(solution) << solution.error().sentence;
  EXPECT_EQ(solution->by, SolveBy::key);
  EXPECT_EQ(solution->with_ports, std::vector<std::string>{"udp4"});
  EXPECT_TRUE(solution->is_best());
  EXPECT_NE(solution->queue_of[0], solution->queue_of[1]);
  EXPECT_THAT(policy_text(nic, request, *solution), HasSubstr("udp4: sdfn"));
}

TEST(Solution, WithTheTableAloneTwoFlowsThatHashAlikeStayTogetherAndItSaysSo) {
  auto request = request_of(kFeeds, {0, 1}, {4});
  request.by = SolveBy::table;
  const auto solution = solve(eight_queues(false), request);
  ASSERT_TRUE(solution) << solution.error().sentence;
  EXPECT_FALSE(solution->is_best());
  EXPECT_EQ(solution->fullest, 2U);
  EXPECT_TRUE(solution->key.empty());
}

TEST(Solution, ARuleThatIsThereAndTakesAFlowIsTold) {
  auto nic = eight_queues(true);
  nic.ntuple.push_back({.location = 3, .flow_type = "udp4", .queue = QueueIndex{7}});
  const auto solution = solve(nic, request_of(kFeeds, {0, 1}, {4}));
  ASSERT_FALSE(solution);
  EXPECT_THAT(solution.error().sentence, HasSubstr("ntuple rule 3 takes it"));
}

TEST(Solution, SaysWhatTheNicLacks) {
  auto request = request_of(kFeeds, {0, 1}, {4});
  request.by = SolveBy::rules;
  EXPECT_THAT(solve(eight_queues(false), request).error().sentence,
              HasSubstr("eth0 (ice) takes no receive classification rules"));
  request.by = SolveBy::key;
  auto nic = eight_queues(false);
  nic.rss.front().key.assign(40, 0);
  EXPECT_THAT(solve(nic, request).error().sentence, HasSubstr("shows no hash key"));
  nic.rss.clear();
  EXPECT_THAT(solve(nic, request).error().sentence, HasSubstr("shows no indirection table"));
}

TEST(Solution, SaysWhichQueueThereIsNot) {
  EXPECT_THAT(solve(eight_queues(true), request_of(kFeeds, {0, 8}, {})).error().sentence,
              HasSubstr("there is no queue 8: eth0 has 8 receive queues"));
  EXPECT_THAT(solve(eight_queues(true), request_of(kFeeds, {0, 1}, {1})).error().sentence,
              HasSubstr("queue 1 is named twice"));
  EXPECT_THAT(solve(eight_queues(true), request_of("udp 10.1.1.1:1 to 239.1.1.1:1 rest", {0}, {1}))
                  .error()
                  .sentence,
              HasSubstr("every flow is marked rest"));
}

}  // namespace
}  // namespace holdfast
