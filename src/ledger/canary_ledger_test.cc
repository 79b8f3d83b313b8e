#include "ledger/canary_ledger.h"

#include <gtest/gtest.h>

#include "ledger/sha256_text.h"

namespace holdfast {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000, kMinute = 60 * kSecond;
constexpr const char* kAt = "2026-06-01T13:00:00Z";
constexpr const char* kSeed = "5eed";

CanaryPlan plan() {
  CanaryPlan plan;
  plan.name = "md";
  plan.seed_sha256 = sha256_text(kSeed);
  plan.units = {{"md", {"h1", "h2"}}, {"solo", {"h3"}}};
  plan.sessions = {{"monday", 1000 * kMinute, 1400 * kMinute},
                   {"tuesday", 2440 * kMinute, 2840 * kMinute}};
  plan.rule.v_opt = {100, 9, 0.01, 0, 0};
  return plan;
}

CanaryLedger parsed(const std::string& text) {
  auto ledger = parse_ledger(text, "canary.jsonl");
  EXPECT_TRUE(ledger) << (ledger ? "" : ledger.error().sentence);
  return ledger ? *ledger : CanaryLedger{};
}

std::string refusal(const std::string& text) {
  const auto ledger = parse_ledger(text, "canary.jsonl");
  return ledger ? "accepted" : ledger.error().sentence;
}

RecordedPair pair_of(const char* unit, std::size_t pair, double cost) {
  return {unit, pair, {cost, -0.25, 0.125}, 0.01};
}

std::string three_lines() {
  std::string text;
  text += plan_line(parsed(text), kAt, plan(), {{"h1", std::string(64, 'a')}}, {});
  text += pairs_line(parsed(text), kAt, {pair_of("md", 0, -1.1), pair_of("solo", 3, 0.3)},
                     {{"rows.csv", std::string(64, 'b')}});
  text += decision_line(parsed(text), kAt, "CONTINUE", 2, {});
  return text;
}

// Each line's begin.
std::vector<std::size_t> begins_of(const std::string& text) {
  std::vector<std::size_t> begins{0};
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '\n') begins.push_back(i + 1);
  }
  return begins;
}

TEST(CanaryLedger, WhatIsWrittenIsRead) {
  const auto text = three_lines();
  const auto ledger = parsed(text);
  EXPECT_EQ(ledger.lines, 3U);
  ASSERT_TRUE(ledger.plan);
  EXPECT_EQ(*ledger.plan, plan());
  EXPECT_EQ(ledger.schedule_sha256.at("h1"), std::string(64, 'a'));
  EXPECT_EQ(ledger.pairs, (std::vector{pair_of("md", 0, -1.1), pair_of("solo", 3, 0.3)}));
  EXPECT_EQ(ledger.decisions.at(0).verdict, "CONTINUE");
  EXPECT_EQ(ledger.sound_bytes, text.size());
  EXPECT_TRUE(text.ends_with(ledger.head + "\"}\n"));
  EXPECT_EQ(parsed("").lines, 0U);
}

TEST(CanaryLedger, EveryChangedByteIsRefusedWithItsLine) {
  const auto text = three_lines();
  const auto begins = begins_of(text);
  for (std::size_t at = 0; at < text.size(); at += 3) {
    if (text[at] == '\n') continue;
    auto changed = text;
    changed[at] = changed[at] == '1' ? '2' : '1';
    const auto line =
        static_cast<std::size_t>(std::ranges::upper_bound(begins, at) - begins.begin());
    EXPECT_TRUE(refusal(changed).starts_with("canary.jsonl: line " + std::to_string(line) + ": "))
        << at << ": " << refusal(changed);
  }
}

TEST(CanaryLedger, ALineThatIsMissingOrMovedOrSealedAnewBreaksTheChain) {
  const auto text = three_lines();
  const auto begins = begins_of(text);
  EXPECT_TRUE(refusal(text.substr(0, begins[1]) + text.substr(begins[2])).find("line 2: ") !=
              std::string::npos);
  // Line 2 made anew with another figure and a right seal: the third no longer goes on with it.
  const auto first = text.substr(0, begins[1]);
  const auto forged =
      first + pairs_line(parsed(first), kAt, {pair_of("md", 0, -9)}, {}) + text.substr(begins[2]);
  EXPECT_EQ(refusal(forged).find("canary.jsonl: line 3: "), 0U) << refusal(forged);
}

TEST(CanaryLedger, ALastLineWithoutItsEndIsToldAndLeftOut) {
  const auto text = three_lines();
  const auto begins = begins_of(text);
  for (std::size_t bytes = begins[2] + 1; bytes < text.size(); bytes += 7) {
    const std::string torn = text.substr(0, bytes);
    const auto ledger = parse_ledger(torn, "canary.jsonl");
    ASSERT_TRUE(ledger);
    EXPECT_EQ(ledger->lines, 2U);
    EXPECT_EQ(ledger->sound_bytes, begins[2]);
    EXPECT_TRUE(ledger->torn.starts_with("canary.jsonl: line 3 has no end (")) << ledger->torn;
    auto goes_on = torn.substr(0, ledger->sound_bytes);
    goes_on += torn_line(*ledger, kAt);
    const auto after = parsed(goes_on);
    EXPECT_EQ(after.torn_lines, 1U);
    EXPECT_EQ(after.torn, "");
    EXPECT_EQ(after.pairs.size(), 2U);
  }
}

TEST(CanaryLedger, WhatCannotBeIsRefusedThoughItsHashIsRight) {
  const auto text = three_lines();
  const auto with = [&](const std::string& line) { return refusal(text + line); };
  const auto pairs = [&](const RecordedPair& pair) {
    return with(pairs_line(parsed(text), kAt, {pair}, {}));
  };
  EXPECT_NE(with(plan_line(parsed(text), kAt, plan(), {}, {})).find("line 4"), std::string::npos);
  EXPECT_NE(pairs(pair_of("md", 0, 1)).find("not recorded before"), std::string::npos);
  EXPECT_NE(pairs(pair_of("md", 80, 1)).find("a pair of the plan"), std::string::npos);
  EXPECT_NE(pairs(pair_of("other", 0, 1)).find("a pair of the plan"), std::string::npos);
  EXPECT_NE(pairs(pair_of("md", 1, 2e9)).find("1e9"), std::string::npos);
  EXPECT_EQ(pairs(pair_of("md", 79, 1)), "accepted");
  EXPECT_NE(with(reveal_line(parsed(text), kAt, "another")).find("SHA-256"), std::string::npos);
  const auto revealed = text + reveal_line(parsed(text), kAt, kSeed);
  EXPECT_EQ(parsed(revealed).seed, kSeed);
  EXPECT_NE(refusal(revealed + pairs_line(parsed(revealed), kAt, {pair_of("md", 5, 1)}, {}))
                .find("after the seed"),
            std::string::npos);
  EXPECT_NE(refusal(decision_line(parsed(""), kAt, "PROMOTE", 0, {})).find("a plan before"),
            std::string::npos);
}

TEST(CanaryLedger, PairsHaveTheirSessionBucketAndFaith) {
  std::string text = plan_line(parsed(""), kAt, plan(), {}, {});
  auto unfaithful = pair_of("md", 1, 1), unknown = pair_of("md", 39, 1);
  unfaithful.treated_vam = 0.03;
  unknown.treated_vam.reset();
  text += pairs_line(
      parsed(text), kAt,
      {pair_of("md", 0, 1), unfaithful, unknown, pair_of("md", 40, 1), pair_of("md", 20, 1)}, {});
  const auto pairs = canary_pairs(parsed(text));
  ASSERT_EQ(pairs.size(), 5U);
  EXPECT_EQ(pairs[0].bucket, CanaryBucket::open);
  EXPECT_EQ(pairs[2].bucket, CanaryBucket::close);
  EXPECT_EQ(pairs[4].bucket, CanaryBucket::middle);
  EXPECT_EQ(pairs[3].session, "tuesday");
  EXPECT_TRUE(pairs[0].is_faithful);
  EXPECT_FALSE(pairs[1].is_faithful);
  EXPECT_FALSE(pairs[2].is_faithful) << "what is not known is not faithful";
}

}  // namespace
}  // namespace holdfast
