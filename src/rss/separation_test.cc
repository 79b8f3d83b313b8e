#include "rss/separation.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include "rss/rss_test_vectors.h"
#include "rss/toeplitz.h"

namespace holdfast {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes published_key() { return {std::begin(kVerificationKey), std::end(kVerificationKey)}; }

HashInput input_of(std::uint32_t source, std::uint16_t port) {
  const Endpoint from{{10, static_cast<std::uint8_t>(source >> 16U),
                       static_cast<std::uint8_t>(source >> 8U), static_cast<std::uint8_t>(source)},
                      port};
  return hash_input(from, {{10, 0, 0, 1}, 443}, true);
}

std::vector<std::uint32_t> queues_from(std::uint32_t first, std::uint32_t count) {
  std::vector<std::uint32_t> queues(count);
  std::iota(queues.begin(), queues.end(), first);
  return queues;
}

SeparationGoal goal_of(std::size_t flows, std::uint32_t queues, std::uint32_t rest_queues) {
  std::mt19937 random(7);
  SeparationGoal goal;
  for (std::size_t i = 0; i < flows; ++i) {
    goal.inputs.push_back(
        input_of(static_cast<std::uint32_t>(random()), static_cast<std::uint16_t>(random())));
    goal.rates.push_back(static_cast<double>(i + 1));
  }
  goal.queues = queues_from(0, queues);
  goal.rest_queues = queues_from(queues, rest_queues);
  goal.key = published_key();
  goal.buckets = 128;
  return goal;
}

std::uint32_t steered(const Separation& found, const HashInput& input) {
  return found.table[toeplitz_hash(found.key, input.span()) % found.table.size()];
}

std::size_t fullest(const Separation& found, const SeparationGoal& goal) {
  std::map<std::uint32_t, std::size_t> flows;
  std::size_t most = 0;
  for (const auto& input : goal.inputs) most = std::max(most, ++flows[steered(found, input)]);
  return most;
}

TEST(Separation, SixtyFourFlowsOnEightQueuesAreEight) {
  const auto goal = goal_of(64, 8, 0);
  const auto found = separate(goal);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->fullest, 8U);
  EXPECT_EQ(fullest(*found, goal), 8U);
}

TEST(Separation, AsManyFlowsAsQueuesAreAloneUnderAnotherKeyWhenTheirBucketsMeet) {
  auto goal = goal_of(1, 2, 2);
  // Under the device's key, two flows of one bucket.
  const auto bucket = [&](const HashInput& input) {
    return toeplitz_hash(goal.key, input.span()) % goal.buckets;
  };
  for (std::uint16_t port = 1; goal.inputs.size() < 2; ++port) {
    const auto input = input_of(99, port);
    if (bucket(input) == bucket(goal.inputs[0])) goal.inputs.push_back(input);
  }
  goal.rates.push_back(5);
  const auto found = separate(goal);
  ASSERT_TRUE(found);
  EXPECT_NE(found->key, goal.key);
  EXPECT_NE(steered(*found, goal.inputs[0]), steered(*found, goal.inputs[1]));
  goal.key_is_fixed = true;
  const auto fixed = separate(goal);
  ASSERT_TRUE(fixed);
  EXPECT_EQ(fixed->key, goal.key);
  EXPECT_EQ(fixed->fullest, 2U);
}

TEST(Separation, TheDevicesKeyStaysWhereItServes) {
  const auto goal = goal_of(4, 2, 2);
  const auto found = separate(goal);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->key, goal.key);
  EXPECT_EQ(found->keys_tried, 1U);
}

TEST(Separation, TheTwoFastestFlowsDoNotShare) {
  auto goal = goal_of(4, 2, 0);
  goal.rates = {100, 1, 90, 2};
  const auto found = separate(goal);
  ASSERT_TRUE(found);
  EXPECT_NE(found->queue_of[0], found->queue_of[2]);
}

TEST(Separation, TheRestIsKeptOff) {
  auto goal = goal_of(8, 4, 4);
  for (std::uint32_t i = 0; i < 40; ++i) goal.rest.push_back(input_of(77'000 + i, 9));
  const auto found = separate(goal);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->rest_among, 0U);
  for (const auto& input : goal.rest) EXPECT_GE(steered(*found, input), 4U);
  EXPECT_EQ(static_cast<std::size_t>(std::count_if(found->table.begin(), found->table.end(),
                                                   [](std::uint32_t queue) { return queue < 4; })),
            found->trading_buckets);
}

TEST(Separation, ASymmetricKeyIsSymmetric) {
  auto goal = goal_of(6, 6, 2);
  goal.symmetric = true;
  const auto found = separate(goal);
  ASSERT_TRUE(found);
  EXPECT_TRUE(is_symmetric_key(found->key));
  EXPECT_EQ(fullest(*found, goal), 1U);
}

TEST(Separation, WhatCannotBeIsRefused) {
  auto goal = goal_of(4, 2, 2);
  goal.key.resize(15);  // 12 bytes of input need 16
  EXPECT_FALSE(separate(goal));
  goal = goal_of(4, 2, 2);
  goal.symmetric = goal.key_is_fixed = true;
  EXPECT_FALSE(separate(goal));
  goal = goal_of(0, 2, 2);
  EXPECT_FALSE(separate(goal));
}

RC_GTEST_PROP(SeparationLaw, EachFlowIsWhereItSaysAndOnAQueueForIt, ()) {
  const auto flows = *rc::gen::inRange<std::size_t>(1, 40);
  const auto queues = *rc::gen::inRange<std::uint32_t>(1, 9);
  auto goal = goal_of(flows, queues, *rc::gen::inRange<std::uint32_t>(0, 5));
  for (auto& input : goal.inputs) {
    input = input_of(*rc::gen::arbitrary<std::uint32_t>(), *rc::gen::arbitrary<std::uint16_t>());
  }
  goal.key_is_fixed = *rc::gen::arbitrary<bool>();
  goal.buckets = *rc::gen::inRange<std::size_t>(1, 200);
  const auto found = separate(goal);
  RC_ASSERT(found.has_value());
  RC_ASSERT(found->table.size() == goal.buckets);
  for (std::size_t i = 0; i < flows; ++i) {
    RC_ASSERT(steered(*found, goal.inputs[i]) == found->queue_of[i]);
    RC_ASSERT(found->queue_of[i] < queues);
  }
  RC_ASSERT(fullest(*found, goal) == found->fullest);
}

}  // namespace
}  // namespace holdfast
