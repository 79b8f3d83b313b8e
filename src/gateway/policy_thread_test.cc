#include "gateway/policy_thread.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast {
namespace {

using ::testing::HasSubstr;

ThreadsOptions pinned() { return {.topology = Topology::single_pinned}; }

std::string refusal_of(const Launch& wanted, ThreadsOptions threads = pinned()) {
  const auto placed = place_as(wanted, "p.yaml", "hf-delta", threads);
  return placed ? "" : placed.error().sentence;
}

TEST(PolicyThread, HasItsCpuClassAndPriority) {
  auto threads = pinned();
  const Launch wanted{.cpus = CpuSet{3},
                      .scheduling = ThreadScheduling{SchedulingPolicy::fifo, 70}};
  ASSERT_TRUE(place_as(wanted, "p.yaml", "hf-delta", threads));
  EXPECT_EQ(threads.cpu, 3U);
  EXPECT_EQ(threads.policy, SchedulingPolicy::fifo);
  EXPECT_EQ(threads.priority, 70);
}

TEST(PolicyThread, WithoutAClassItIsAnOrdinaryOne) {
  auto threads = pinned();
  ASSERT_TRUE(place_as({.cpus = CpuSet{1}}, "p.yaml", "hf-delta", threads));
  EXPECT_EQ(threads.policy, SchedulingPolicy::other);
  EXPECT_EQ(threads.priority, 0);
}

TEST(PolicyThread, WhatIsNothingForAPinnedThreadIsRefusedInOneSentence) {
  EXPECT_EQ(refusal_of({.cpus = CpuSet::range(2, 4)}),
            "p.yaml: thread \"hf-delta\" is to run on CPUs 2-4; a pinned thread has one CPU");
  EXPECT_THAT(refusal_of({}), HasSubstr("is to run on any CPU; a pinned thread has one"));
  EXPECT_THAT(
      refusal_of({.cpus = CpuSet{1}, .scheduling = ThreadScheduling{SchedulingPolicy::batch, 0}}),
      HasSubstr("is of class batch"));
  EXPECT_EQ(refusal_of({.cpus = CpuSet{1}}, {.topology = Topology::single}),
            "--policy p.yaml is of --topology single-pinned, and this one is single");
}

}  // namespace
}  // namespace holdfast
