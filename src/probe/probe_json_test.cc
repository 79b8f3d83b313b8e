#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "probe/probe_result.h"
#include "probe/probe_test_fixture.h"
#include "probe/probe_text.h"

namespace holdfast {
namespace {

ProbeResult full_result() {
  auto result = some_comparison()[0].rounds[1];
  result.parts = {{"queue 3", result.delays[1]}};
  result.notes = {"hf0 has no hardware timestamps"};
  result.lost = 7;
  return result;
}

// `text` keeps docs/schema/<name>.schema.json.
void expect_keeps(const std::string& text, const std::string& name) {
  const auto file = testing::TempDir() + "holdfast_" + name + ".json";
  std::ofstream(file) << text;
  const std::string command =
      "python3 -c 'import json,jsonschema,sys; "
      "jsonschema.validate(*(json.load(open(name)) for name in sys.argv[1:]))' " +
      file + " " HOLDFAST_SOURCE_DIR "/docs/schema/" + name + ".schema.json";
  EXPECT_EQ(std::system(command.c_str()), 0) << text;
}

TEST(ProbeJson, IsOneLineWithEveryFigure) {
  const auto text = to_json(full_result());
  EXPECT_EQ(text.find('\n'), std::string::npos);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["receiver"], "spin");
  EXPECT_EQ(json["sent"], 20'000);
  EXPECT_EQ(json["lost"], 7);
  EXPECT_EQ(json["involuntary_switches"], 812);
  EXPECT_EQ(json["spoilt"].size(), 1U);
  EXPECT_EQ(json["delays"][1]["of"], "kernel to user");
  EXPECT_EQ(json["delays"][1]["percentiles"][0]["p"], 0.5);
  EXPECT_TRUE(json["delays"][1]["percentiles"][0].contains("low_ns"));
  EXPECT_EQ(json["parts"][0]["delays"]["count"], 20'000);
}

TEST(ProbeJson, LeavesWhatIsAbsentOut) {
  const auto json = nlohmann::json::parse(to_json({}));
  EXPECT_FALSE(json.contains("sent"));
  EXPECT_FALSE(json.contains("interface"));
  EXPECT_EQ(json["delays"], nlohmann::json::array());
  const auto few =
      nlohmann::json::parse(to_json({.delays = {delays_of({5}, "round trip", "phc0")}}));
  EXPECT_FALSE(few["delays"][0].contains("hj95_ns"));
  EXPECT_FALSE(few["delays"][0]["percentiles"][0].contains("high_ns"));
}

TEST(ProbeJson, OfAComparisonHasTheMediansOfTheRounds) {
  const auto json = nlohmann::json::parse(compare_json(some_comparison()));
  const auto& receivers = json["receivers"];
  ASSERT_EQ(receivers.size(), 4U);
  EXPECT_EQ(receivers[0]["rounds"].size(), 2U);
  const auto& kernel = receivers[1]["figures"][1];
  EXPECT_EQ(kernel["of"], "kernel to user");
  const auto& p50 = kernel["percentiles"][0];
  EXPECT_EQ(p50["rounds"], 2);
  EXPECT_LT(p50["least_ns"], p50["median_ns"]);
  EXPECT_LT(p50["median_ns"], p50["greatest_ns"]);
  EXPECT_NEAR(kernel["p50_ratio"], 10250.0 / 1645, 0.01);
  EXPECT_EQ(receivers[0]["figures"][0]["p50_ratio"], 1);
  EXPECT_EQ(receivers[3]["figures"], nlohmann::json::array());
  EXPECT_NE(receivers[3]["absent"].get<std::string>().find("not permitted"), std::string::npos);
}

TEST(ProbeJson, KeepsItsSchemas) {
  if (std::system("python3 -c 'import jsonschema' 2> /dev/null") != 0) {
    GTEST_SKIP() << "there is no python3-jsonschema";
  }
  for (const auto& result : {full_result(), ProbeResult{}}) expect_keeps(to_json(result), "probe");
  expect_keeps(compare_json(some_comparison()), "probe-compare");
  expect_keeps(compare_json({}), "probe-compare");
  const ComparedReceiver beside{.name = "sockperf", .rounds = {full_result()}, .absent = ""};
  const auto text = compare_json(some_comparison(), &beside);
  EXPECT_EQ(nlohmann::json::parse(text)["sockperf"]["rounds"].size(), 1U);
  expect_keeps(text, "probe-compare");
}

}  // namespace
}  // namespace holdfast
