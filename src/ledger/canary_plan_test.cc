#include "ledger/canary_plan.h"

#include <gtest/gtest.h>

#include "ledger/sha256_text.h"

namespace holdfast {
namespace {

constexpr std::int64_t kMinute = 60'000'000'000;

CanaryPlan plan() {
  CanaryPlan plan;
  plan.name = "md";
  plan.seed_sha256 = sha256_text("seed");
  plan.units = {{"md", {"h1", "h2"}}, {"solo", {"h3"}}};
  plan.sessions = {{"monday", 1000 * kMinute, 1395 * kMinute},
                   {"tuesday", 2440 * kMinute, 2830 * kMinute}};
  plan.rule.v_opt = {100, 9, 0.01, 0, 0};
  return plan;
}

TEST(CanaryPlan, Sha256IsTheStandards) {
  EXPECT_EQ(sha256_text("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_TRUE(is_sha256_text(sha256_text("")));
  EXPECT_FALSE(is_sha256_text(std::string(64, 'A')));
}

TEST(CanaryPlan, TheCoinIsTheOneThatAShellTosses) {
  // printf '%s\n%s\n%s' seed md 0 | sha256sum; the first byte is odd when the first side is
  // treated.
  for (std::size_t pair = 0; pair < 20; ++pair) {
    const auto digest = sha256_text("seed\nmd\n" + std::to_string(pair));
    const auto byte = std::stoul(digest.substr(0, 2), nullptr, 16);
    EXPECT_EQ(treats_first("seed", "md", pair), byte % 2 == 1) << pair;
  }
  std::size_t first = 0;
  for (std::size_t pair = 0; pair < 1000; ++pair) first += treats_first("x", "u", pair) ? 1 : 0;
  EXPECT_NEAR(static_cast<double>(first), 500, 3 * 15.8);
}

TEST(CanaryPlan, OfTwoHostsOneIsTreatedInEveryBlock) {
  const auto first = schedule_of(plan(), "seed", "h1"), second = schedule_of(plan(), "seed", "h2");
  ASSERT_EQ(first.blocks.size(), 78U) << "39 blocks of ten minutes in 390, and in 395 as many";
  ASSERT_EQ(second.blocks.size(), 78U);
  for (std::size_t i = 0; i < first.blocks.size(); ++i) {
    EXPECT_EQ(first.blocks[i].begin_ns, second.blocks[i].begin_ns);
    EXPECT_NE(first.blocks[i].arm, second.blocks[i].arm);
  }
}

TEST(CanaryPlan, OfOneHostTwoBlocksThatFollowAreAPair) {
  const auto solo = schedule_of(plan(), "seed", "h3");
  ASSERT_EQ(solo.blocks.size(), 76U) << "the odd block of each session is left out";
  for (std::size_t i = 0; i < solo.blocks.size(); i += 2) {
    EXPECT_NE(solo.blocks[i].arm, solo.blocks[i + 1].arm);
    EXPECT_EQ(solo.blocks[i].end_ns, solo.blocks[i + 1].begin_ns);
  }
}

TEST(CanaryPlan, TheAgentReadsItsSchedule) {
  for (const char* host : {"h1", "h2", "h3"}) {
    const auto schedule = schedule_of(plan(), "seed", host);
    const auto read = canary_from_json(to_json(schedule));
    ASSERT_TRUE(read) << read.error().sentence;
    EXPECT_EQ(*read, schedule);
  }
}

TEST(CanaryPlan, WhatCannotBeIsRefused) {
  ASSERT_TRUE(check_plan(plan()));
  const auto refused = [](auto change, const char* word) {
    auto changed = plan();
    change(changed);
    const auto checked = check_plan(changed);
    ASSERT_FALSE(checked) << word;
    EXPECT_NE(checked.error().sentence.find(word), std::string::npos) << checked.error().sentence;
  };
  refused([](CanaryPlan& p) { p.units.clear(); }, "no pair of hosts");
  refused([](CanaryPlan& p) { p.units[1].hosts = {"h2"}; }, "host h2 stands twice");
  refused([](CanaryPlan& p) { p.units[1].hosts = {"../h"}; }, "no host's name");
  refused([](CanaryPlan& p) { p.units[1].name = "md"; }, "two units");
  refused([](CanaryPlan& p) { p.sessions[1].begin_ns = p.sessions[0].begin_ns; }, "begins before");
  refused([](CanaryPlan& p) { p.sessions[0].end_ns = p.sessions[0].begin_ns + 15 * kMinute; },
          "no room");
  refused([](CanaryPlan& p) { p.washout_seconds = 61; }, "ten washouts");
  refused([](CanaryPlan& p) { p.rule.v_opt[0] = 0; }, "variance of cost");
  refused([](CanaryPlan& p) { p.rule.alpha = 0.5; }, "level");
  refused([](CanaryPlan& p) { p.sessions[1].end_ns = INT64_MAX; }, "blocks of a host");
  refused([](CanaryPlan& p) { p.seed_sha256 = "x"; }, "SHA-256");
}

}  // namespace
}  // namespace holdfast
