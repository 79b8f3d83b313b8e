#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "model/canary.h"

namespace holdfast {
namespace {

const std::string kSeed(64, 'a');

std::string text_of(const std::string& blocks, const std::string& more = "") {
  return R"({"format":1,"name":"md","seed_sha256":")" + kSeed + R"(","washout_seconds":5)" + more +
         R"(,"blocks":[)" + blocks + "]}";
}
std::string block(std::int64_t begin, std::int64_t end, const std::string& arm) {
  return R"({"begin_ns":)" + std::to_string(begin) + R"(,"end_ns":)" + std::to_string(end) +
         R"(,"arm":")" + arm + "\"}";
}
constexpr std::int64_t kMinute = 60'000'000'000;

std::string sentence(const std::string& text) {
  const auto schedule = canary_from_json(text);
  return schedule ? "" : schedule.error().sentence;
}

TEST(CanaryJson, ReadsBackWhatItWrote) {
  const auto schedule = canary_from_json(text_of(block(kMinute, 2 * kMinute, "treated") + "," +
                                                 block(2 * kMinute, 3 * kMinute, "control")));
  ASSERT_TRUE(schedule) << schedule.error().sentence;
  ASSERT_EQ(schedule->blocks.size(), 2U);
  EXPECT_EQ(schedule->blocks[0].arm, CanaryArm::treated);
  const auto again = canary_from_json(to_json(*schedule));
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, *schedule);
}

TEST(CanaryJson, WhatIsWrongIsNamedByItsPlace) {
  EXPECT_EQ(sentence("{"), "not JSON, or cut short");
  EXPECT_EQ(sentence(text_of("")), "the whole text is not a schedule of 1 to 100000 blocks");
  EXPECT_EQ(sentence(text_of(block(kMinute, 2 * kMinute, "both"))),
            "/blocks/0 is not a block whose arm is treated or control");
  EXPECT_EQ(sentence(text_of(block(kMinute, 3 * kMinute, "treated") + "," +
                             block(2 * kMinute, 4 * kMinute, "control"))),
            "/blocks/1 is not a block that begins after the one before has ended");
  EXPECT_EQ(sentence(text_of(block(kMinute, kMinute + 49'000'000'000, "treated"))),
            "/blocks/0 is not a block of at least ten times washout_seconds");
  EXPECT_EQ(sentence(text_of(block(2 * kMinute, kMinute, "treated"))),
            "/blocks/0 is not a block that begins after 1970 and ends after it has begun");
  EXPECT_EQ(sentence(text_of(block(kMinute, 2 * kMinute, "treated"), R"(,"seed":7)")),
            "/seed is not known here");
}

TEST(CanaryJson, KeepsItsSchema) {
  if (std::system("python3 -c 'import jsonschema' 2> /dev/null") != 0) {
    GTEST_SKIP() << "there is no python3-jsonschema";
  }
  const auto file = testing::TempDir() + "holdfast_canary.json";
  std::ofstream(file) << to_json(
      *canary_from_json(text_of(block(kMinute, 2 * kMinute, "treated"))));
  const std::string command =
      "python3 -c 'import json,jsonschema,sys; "
      "jsonschema.validate(*(json.load(open(name)) for name in sys.argv[1:]))' " +
      file + " " HOLDFAST_SOURCE_DIR "/docs/schema/canary.schema.json";
  EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace
}  // namespace holdfast
