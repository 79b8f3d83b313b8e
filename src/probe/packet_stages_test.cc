#include "probe/packet_stages.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "probe/probe_delays.h"
#include "probe/stage_bars.h"
#include "probe/stages_test_fixture.h"

namespace holdfast {
namespace {

// Any places seen or not, in any order of times: what the kernel told need not make sense.
rc::Gen<PacketWay> any_way() {
  const auto time =
      rc::gen::oneOf(rc::gen::just(std::int64_t{0}), rc::gen::inRange<std::int64_t>(1, 1'000'000),
                     rc::gen::inRange<std::int64_t>(1, INT64_MAX));
  return rc::gen::map(rc::gen::container<std::vector<std::int64_t>>(kWaypoints, time),
                      [](const std::vector<std::int64_t>& times) {
                        PacketWay way;
                        std::copy(times.begin(), times.end(), way.at_ns.begin());
                        return way;
                      });
}

RC_GTEST_PROP(PacketStagesLaw, OfEveryPacketThePartsAddUpToItsWayExactly, ()) {
  const auto way = *any_way();
  const auto parts = parts_of(way);
  std::vector<std::int64_t> seen;
  for (const auto ns : way.at_ns) {
    if (ns != 0) seen.push_back(ns);
  }
  RC_ASSERT(parts.size() + 1 == std::max<std::size_t>(seen.size(), 1));
  if (parts.empty()) return;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    RC_ASSERT(parts[i].from < parts[i].to);
    if (i > 0) RC_ASSERT(parts[i].from == parts[i - 1].to);
    sum += parts[i].ns;
  }
  RC_ASSERT(sum == seen.back() - seen.front());
}

RC_GTEST_PROP(PacketStagesLaw, EveryWayIsInThePartOfItsInterruptAndCpu, ()) {
  JoinedWays joined;
  joined.ways = *rc::gen::container<std::vector<PacketWay>>(any_way());
  std::map<std::string, std::uint64_t> counts;
  for (auto& way : joined.ways) {
    way.irq = *rc::gen::elementOf(std::vector<std::uint32_t>{0, 38, 39});
    way.cpu = *rc::gen::inRange(0U, 3U);
    if (parts_of(way).empty()) continue;
    ++counts[way.irq == 0 ? fmt::format("CPU {}, no interrupt seen", way.cpu)
                          : fmt::format("irq {} on CPU {}", way.irq, way.cpu)];
  }
  const auto stages = stages_of(joined);
  if (counts.size() < 2) counts.clear();
  RC_ASSERT(stages.parts.size() == counts.size());
  for (const auto& part : stages.parts) RC_ASSERT(part.delays.count == counts.at(part.of));
}

TEST(PacketStages, AVectorThatWasMovedIsTwoRowsBelowTheWhole) {
  JoinedWays joined;
  for (std::int64_t n = 0; n < 100; ++n) {
    joined.ways.push_back(some_way(1000 + n * 100'000, n < 60 ? 5'000 : 9'000));
    joined.ways.back().irq = 38;
    joined.ways.back().cpu = n < 60 ? 1 : 3;
  }
  const auto stages = stages_of(joined);
  ASSERT_EQ(stages.parts.size(), 2U);
  const std::string text = to_text(stages, 100, false);
  EXPECT_THAT(text, testing::ContainsRegex("whole by +packets +P50"));
  EXPECT_THAT(text, testing::ContainsRegex("irq 38 on CPU 1 +60 +5.7[0-9] µs"));
  EXPECT_THAT(text, testing::ContainsRegex("irq 38 on CPU 3 +40 +9.7[0-9] µs"));
  const auto parts = nlohmann::json::parse(to_json(stages)).at("parts");
  EXPECT_EQ(parts.at(1).at("of"), "irq 38 on CPU 3");
  EXPECT_EQ(parts.at(1).at("delays").at("count"), 40);
}

RC_GTEST_PROP(PacketStagesLaw, EveryPartIsInExactlyOneStageAndNegativeOnesAreCounted, ()) {
  JoinedWays joined;
  joined.ways = *rc::gen::container<std::vector<PacketWay>>(any_way());
  std::uint64_t parts = 0, negative = 0, whole = 0;
  for (const auto& way : joined.ways) {
    const auto of_way = parts_of(way);
    parts += of_way.size();
    whole += of_way.empty() ? 0 : 1;
    for (const auto& part : of_way) negative += part.ns < 0 ? 1 : 0;
  }
  const auto stages = stages_of(joined);
  std::uint64_t counted = 0, below = 0;
  for (const auto& stage : stages.stages) {
    counted += stage.delays.count;
    below += stage.delays.negative;
  }
  RC_ASSERT(counted == parts);
  RC_ASSERT(below == negative);
  RC_ASSERT(stages.whole.count == whole);
}

const PacketStage* stage_of(const PacketStages& stages, Waypoint from, Waypoint to) {
  for (const auto& stage : stages.stages) {
    if (stage.from == from && stage.to == to) return &stage;
  }
  return nullptr;
}

TEST(PacketStages, APacketThatFoundItsThreadAwakeHasItsOwnRow) {
  const auto stages = some_stages();
  const auto* woken = stage_of(stages, Waypoint::queued, Waypoint::woken);
  const auto* awake = stage_of(stages, Waypoint::queued, Waypoint::copied);
  ASSERT_NE(woken, nullptr);
  ASSERT_NE(awake, nullptr);
  EXPECT_EQ(woken->delays.count, 1960U);
  EXPECT_EQ(awake->delays.count, 40U);
  EXPECT_EQ(percentile_of(woken->delays, 0.5)->ns, 100);
}

TEST(PacketStages, ShareIsOfTheWholesMedian) {
  const auto stages = some_stages();
  EXPECT_FALSE(stage_of(stages, Waypoint::queued, Waypoint::copied)->share);
  const auto* moved = stage_of(stages, Waypoint::woken, Waypoint::running);
  ASSERT_NE(moved, nullptr);
  ASSERT_TRUE(moved->share);
  EXPECT_NEAR(*moved->share, 15'000.0 / 15'700, 0.01);
}

TEST(PacketStages, TheDearestIsWithRemedyAndIsNoRareOne) {
  const auto stages = some_stages();
  const auto* stage = dearest(stages);
  ASSERT_NE(stage, nullptr);
  EXPECT_EQ(stage->to, Waypoint::running);
  EXPECT_NE(remedy_of(*stage).find("isolated CPU"), std::string::npos);
  EXPECT_NE(dearest_sentence(stages).find("switch costs most at P99"), std::string::npos);
  // One that has no P99 is not the dearest beside one that has, however long it took once.
  auto once = stages;
  for (auto& one : once.stages) {
    if (one.to != Waypoint::copied || one.delays.percentiles.empty()) continue;
    std::erase_if(one.delays.percentiles, [](const Percentile& each) { return each.p == 0.99; });
    one.delays.percentiles.back().ns = 1e9;
  }
  EXPECT_EQ(dearest(once)->to, Waypoint::running);
  // 40 of 2,000 took the longest way to their copy; of 10 it would be no matter.
  auto few = stages;
  for (auto& one : few.stages) {
    if (one.to == Waypoint::running) one.delays.count = 10;
  }
  EXPECT_NE(dearest(few)->to, Waypoint::running);
}

TEST(PacketStages, EveryStageButTheFirstPlaceHasAWordAndARemedy) {
  for (std::size_t i = 1; i < kWaypoints; ++i) {
    const auto to = static_cast<Waypoint>(i);
    EXPECT_FALSE(stage_until(to).empty());
    EXPECT_FALSE(remedy_of({.to = to, .delays = {}}).empty()) << stage_until(to);
  }
}

TEST(PacketStages, BarsFollowOneAnotherAndFillTheWhole) {
  const auto stages = some_stages();
  const auto bars = bars_of(stages);
  ASSERT_EQ(bars.size(), 8U) << "the rare row has none";
  EXPECT_EQ(bars.front().begin, 0);
  EXPECT_EQ(bars.back().end, 1);
  for (std::size_t i = 1; i < bars.size(); ++i) EXPECT_EQ(bars[i].begin, bars[i - 1].end);
}

TEST(PacketStages, OfNoPacketNothingIsDrawnAndNothingFails) {
  const auto stages = stages_of({});
  EXPECT_EQ(dearest(stages), nullptr);
  EXPECT_TRUE(bars_of(stages).empty());
  EXPECT_NE(to_text(stages, 80, true).find("0 followed"), std::string::npos);
}

TEST(StagesText, HasARowAndABarForEachStageWithinTheColumns) {
  const auto stages = some_stages();
  for (const bool use_unicode : {false, true}) {
    const auto text = to_text(stages, 100, use_unicode);
    EXPECT_NE(text.find("thread woken → thread runs"), std::string::npos) << text;
    EXPECT_NE(text.find("the ways begin: all at \"interrupt\""), std::string::npos) << text;
    EXPECT_NE(text.find("socket's signal"), std::string::npos) << text;
    EXPECT_NE(text.find("3 not seen"), std::string::npos) << text;
    EXPECT_NE(text.find(use_unicode ? "█" : "#"), std::string::npos) << text;
    EXPECT_NE(text.find("Note: the copy is not seen"), std::string::npos) << text;
    for (std::size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
      std::size_t places = 0;
      for (const char byte : text.substr(at, end - at)) places += (byte & 0xc0) != 0x80 ? 1 : 0;
      EXPECT_LE(places, 100U) << text.substr(at, end - at);
    }
  }
}

TEST(StagesText, APartBelowZeroIsTold) {
  JoinedWays joined;
  joined.ways.push_back(some_way(1000, 100));
  joined.ways.back().at_ns[8] = 1500;
  const auto stages = stages_of(joined);
  EXPECT_NE(to_text(stages, 100, false).find("1 parts are below zero"), std::string::npos);
}

TEST(StagesJson, HasEveryStageAndKeepsItsSchema) {
  const auto text = to_json(some_stages());
  EXPECT_EQ(text.find('\n'), std::string::npos);
  const auto json = nlohmann::json::parse(text);
  ASSERT_EQ(json["stages"].size(), 9U);
  EXPECT_EQ(json["stages"][0]["stage"], "interrupt");
  EXPECT_EQ(json["whole"]["count"], 2000);
  if (std::system("python3 -c 'import jsonschema' 2> /dev/null") != 0) {
    GTEST_SKIP() << "there is no python3-jsonschema";
  }
  for (const auto& one : {text, to_json(PacketStages{})}) {
    const auto file = testing::TempDir() + "holdfast_probe_stages.json";
    std::ofstream(file) << one;
    const std::string command =
        "python3 -c 'import json,jsonschema,sys; "
        "jsonschema.validate(*(json.load(open(name)) for name in sys.argv[1:]))' " +
        file + " " HOLDFAST_SOURCE_DIR "/docs/schema/probe-stages.schema.json";
    EXPECT_EQ(std::system(command.c_str()), 0) << one;
  }
}

TEST(StagesReport, IsAPageWithABarForEachStage) {
  const auto page = stages_report_html(some_stages(), "holdfast <probe>");
  EXPECT_NE(page.find("<title>holdfast &lt;probe&gt;</title>"), std::string::npos);
  std::size_t bars = 0;
  for (std::size_t at = 0; (at = page.find("<rect", at)) != std::string::npos; ++at) ++bars;
  EXPECT_EQ(bars, 8U);
}

}  // namespace
}  // namespace holdfast
