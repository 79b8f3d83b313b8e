#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstring>
#include <fstream>
#include <thread>
#include <vector>

#include "features/features_page_test_fixture.h"
#include "model/tail_calibration.h"

namespace holdfast {
namespace {

void expect_conservative(const holdfast_features& features) {
  EXPECT_EQ(features.regime, HOLDFAST_SAFE_CONTAIN);
  EXPECT_EQ(features.conservative, 1U);
  EXPECT_EQ(features.queue_safe, 1U);
  EXPECT_EQ(features.aggression_cap, 0);
  EXPECT_LE(features.burst_pacing, 0.25);
  EXPECT_TRUE(std::isnan(features.vam_effective));
}

TEST_F(FeaturesPageTest, SaysWhatWasWrittenAndNanForTheRest) {
  auto writer = open();
  Features features{.regime = Regime::warn,
                    .gates = {0.75, 0.5, true, false},
                    .regime_since_ns = 42,
                    .events = 7,
                    .vam_effective = 0.125,
                    .hj95x_ratio = 1.5,
                    .policy = "md-gateway",
                    .policy_version = "7"};
  writer.write(features, kNow);
  holdfast_features out;
  ASSERT_EQ(holdfast_features_read_at(map(), kNow + 5, &out), HOLDFAST_FEATURES_FRESH);
  EXPECT_EQ(out.age_ns, 5);
  EXPECT_EQ(out.written_ns, kNow);
  EXPECT_EQ(out.regime, HOLDFAST_WARN);
  EXPECT_EQ(out.burst_pacing, 0.75);
  EXPECT_EQ(out.aggression_cap, 0.5);
  EXPECT_EQ(out.queue_safe, 1U);
  EXPECT_EQ(out.conservative, 0U);
  EXPECT_EQ(out.regime_since_ns, 42);
  EXPECT_EQ(out.events, 7U);
  EXPECT_EQ(out.vam_effective, 0.125);
  EXPECT_EQ(out.hj95x_ratio, 1.5);
  EXPECT_STREQ(out.policy, "md-gateway");
  EXPECT_STREQ(out.policy_version, "7");
  for (const double absent : {out.vam_delivered, out.nrs_ewma, out.sad_delta, out.hj95_ns,
                              out.tail_uplift_bps, out.tail_uplift_low_bps}) {
    EXPECT_TRUE(std::isnan(absent));
  }
}

TEST_F(FeaturesPageTest, EachWordStandsWhereTheDocumentedLayoutPutsIt) {
  auto writer = open();
  writer.write({.regime = Regime::drifted, .events = 9, .vam_effective = 0.5, .policy = "p"}, kNow);
  const auto& words = map()->words;
  EXPECT_EQ(words[0], HOLDFAST_FEATURES_MAGIC);
  EXPECT_EQ(words[1], (1ULL << 32 | 512));
  EXPECT_EQ(words[3], static_cast<std::uint64_t>(kNow));
  EXPECT_EQ(words[4], HOLDFAST_FEATURES_LIVE);
  EXPECT_EQ(words[5] & 0xffffffff, 2U);
  EXPECT_EQ(words[10], 9U);
  double vam = 0;
  std::memcpy(&vam, &words[11], 8);
  EXPECT_EQ(vam, 0.5);
  EXPECT_EQ(words[19], static_cast<std::uint64_t>('p'));
}

TEST_F(FeaturesPageTest, ALongNameIsCutBeforeTheCharacterThatDoesNotFit) {
  auto writer = open();
  const std::string name = std::string(46, 'x') + "é";  // its second byte would be the 48th
  writer.write({.policy = name, .policy_version = std::string(100, '1')}, kNow);
  holdfast_features out;
  ASSERT_EQ(holdfast_features_read_at(map(), kNow, &out), HOLDFAST_FEATURES_FRESH);
  EXPECT_EQ(out.policy, std::string(46, 'x'));
  EXPECT_EQ(out.policy_version, std::string(15, '1'));
}

TEST_F(FeaturesPageTest, ADeadAgentsPageIsStaleAfterThreeSeconds) {
  auto writer = open();
  writer.write({}, kNow);
  holdfast_features out;
  EXPECT_EQ(holdfast_features_read_at(map(), kNow + 3'000'000'000, &out), HOLDFAST_FEATURES_FRESH);
  EXPECT_EQ(out.aggression_cap, 1);
  EXPECT_EQ(holdfast_features_read_at(map(), kNow + 3'000'000'001, &out), HOLDFAST_FEATURES_STALE);
  EXPECT_EQ(out.age_ns, 3'000'000'001);
  EXPECT_EQ(out.sequence % 2, 0U);
  expect_conservative(out);
}

TEST_F(FeaturesPageTest, AnotherClockIsStaleWhicheverWayItIsWrong) {
  auto writer = open();
  holdfast_features out;
  for (const std::int64_t written : {kNow + 4'000'000'000, INT64_MIN, INT64_MAX}) {
    writer.write({}, written);
    EXPECT_EQ(holdfast_features_read_at(map(), kNow, &out), HOLDFAST_FEATURES_STALE) << written;
    expect_conservative(out);
  }
  // A write just after the caller took the time is no other clock.
  writer.write({}, kNow + 1000);
  EXPECT_EQ(holdfast_features_read_at(map(), kNow, &out), HOLDFAST_FEATURES_FRESH);
  EXPECT_EQ(out.age_ns, 0);
}

TEST_F(FeaturesPageTest, APageIsStaleBeforeTheFirstWriteAndAtOnceWhenItsAgentStops) {
  holdfast_features out;
  {
    auto writer = open();
    EXPECT_EQ(holdfast_features_read_at(map(), kNow, &out), HOLDFAST_FEATURES_STALE);
    EXPECT_EQ(out.age_ns, INT64_MAX);
    writer.write({}, kNow);
    EXPECT_EQ(holdfast_features_read_at(map(), kNow, &out), HOLDFAST_FEATURES_FRESH);
  }
  EXPECT_EQ(holdfast_features_read_at(map(), kNow, &out), HOLDFAST_FEATURES_STALE);
  EXPECT_EQ(out.state, static_cast<std::uint32_t>(HOLDFAST_FEATURES_STOPPED));
  expect_conservative(out);
}

TEST_F(FeaturesPageTest, ReadTakesTheMonotonicClock) {
  auto writer = open();
  struct timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  writer.write({}, now.tv_sec * 1'000'000'000 + now.tv_nsec);
  holdfast_features out;
  EXPECT_EQ(holdfast_features_read(map(), &out), HOLDFAST_FEATURES_FRESH);
  EXPECT_LT(out.age_ns, 3'000'000'000);
}

TEST_F(FeaturesPageTest, NoPageAtAllIsStale) {
  const holdfast_features_page* none = nullptr;
  EXPECT_EQ(holdfast_features_map(path_.c_str(), &none), ENOENT);
  EXPECT_EQ(none, nullptr);
  holdfast_features out;
  EXPECT_EQ(holdfast_features_read(none, &out), HOLDFAST_FEATURES_STALE);
  expect_conservative(out);
  holdfast_features_unmap(none);
}

TEST_F(FeaturesPageTest, UpliftTightensAggressionAndNeverLoosensIt) {
  holdfast_features features;
  holdfast_features_conservative(&features);
  features.aggression_cap = 0.75;
  EXPECT_EQ(holdfast_features_aggression(&features, 2), 0.75);  // no calibration
  features.tail_uplift_low_bps = -1;
  EXPECT_EQ(holdfast_features_aggression(&features, 2), 0.75);
  features.tail_uplift_low_bps = 1;
  EXPECT_EQ(holdfast_features_aggression(&features, 2), 0.75);  // tolerated
  features.tail_uplift_low_bps = 4;
  EXPECT_EQ(holdfast_features_aggression(&features, 2), 0.5);
  EXPECT_EQ(holdfast_features_aggression(&features, 0), 0);
}

// Every word of one write holds the same number, in its own form.
Features of_number(std::uint64_t number) {
  const auto value = static_cast<double>(number);
  return {.regime = static_cast<Regime>(number % 4),
          .gates = {value, value, number % 2 == 1, number % 2 == 1},
          .regime_since_ns = static_cast<std::int64_t>(number),
          .events = number,
          .vam_effective = value,
          .vam_delivered = value,
          .nrs_ewma = value,
          .sad_delta = value,
          .hj95_ns = value,
          .hj95x_ratio = value,
          .tail_uplift_bps = value,
          .tail_uplift_low_bps = value,
          .policy = std::to_string(number),
          .policy_version = std::to_string(number)};
}

bool is_whole(const holdfast_features& out) {
  const auto value = static_cast<double>(out.events);
  return out.regime == out.events % 4 && out.queue_safe == out.events % 2 &&
         out.conservative == out.events % 2 && out.burst_pacing == value &&
         out.aggression_cap == value &&
         out.regime_since_ns == static_cast<std::int64_t>(out.events) &&
         out.vam_effective == value && out.vam_delivered == value && out.nrs_ewma == value &&
         out.sad_delta == value && out.hj95_ns == value && out.hj95x_ratio == value &&
         out.tail_uplift_bps == value && out.tail_uplift_low_bps == value &&
         out.policy == std::to_string(out.events) &&
         out.policy_version == std::to_string(out.events);
}

TEST_F(FeaturesPageTest, NoReaderEverSeesHalfAWriteHoweverHardTheWriterWrites) {
  auto writer = open();
  writer.write(of_number(1), kNow);
  const auto* page = map();
  std::atomic<bool> done = false;
  std::atomic<std::uint64_t> fresh = 0, torn = 0, broken = 0, backwards = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 6; ++i) {
    readers.emplace_back([&] {
      std::uint64_t newest = 0;
      do {
        holdfast_features out;
        const int status = holdfast_features_read_at(page, kNow, &out);
        if (status == HOLDFAST_FEATURES_FRESH) {
          ++fresh;
          if (!is_whole(out)) ++broken;
          if (out.events < newest) ++backwards;
          newest = out.events;
        } else {
          ++torn;
          if (status != HOLDFAST_FEATURES_TORN || out.aggression_cap != 0) ++broken;
        }
      } while (!done);
    });
  }
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(700);
  for (std::uint64_t number = 2; std::chrono::steady_clock::now() < end; ++number) {
    const auto features = of_number(number);
    writer.write(features, kNow);
  }
  done = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(broken, 0U);
  EXPECT_EQ(backwards, 0U);
  EXPECT_GT(fresh, 1000U);
  RecordProperty("fresh", std::to_string(fresh));
  RecordProperty("torn", std::to_string(torn));
}

TEST_F(FeaturesPageTest, AWriterKilledInTheMiddleLeavesTheConservativeGateUntilTheNextMends) {
  {
    auto writer = open();
  }
  const auto inode = status().st_ino;
  const auto* page = map();
  // Most of a hammering writer's time is inside of write: few tries are needed.
  bool half_done = false;
  for (int i = 0; i < 500 && !half_done; ++i) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto writer = FeaturesPage::open(path_);
      const auto features = of_number(5);
      while (writer) writer->write(features, kNow);
      ::_exit(1);
    }
    const auto before = __atomic_load_n(&page->words[2], __ATOMIC_ACQUIRE);
    while (__atomic_load_n(&page->words[2], __ATOMIC_ACQUIRE) < before + 100)
      std::this_thread::yield();
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    int ended = 0;
    ASSERT_EQ(::waitpid(child, &ended, 0), child);
    half_done = __atomic_load_n(&page->words[2], __ATOMIC_ACQUIRE) % 2 == 1;
  }
  ASSERT_TRUE(half_done);
  holdfast_features out;
  EXPECT_EQ(holdfast_features_read_at(page, kNow, &out), HOLDFAST_FEATURES_TORN);
  expect_conservative(out);
  auto writer = open();
  EXPECT_EQ(status().st_ino, inode);
  // Mended, but what the dead writer half said is not believed.
  EXPECT_EQ(holdfast_features_read_at(page, kNow, &out), HOLDFAST_FEATURES_STALE);
  expect_conservative(out);
  writer.write(of_number(6), kNow);
  ASSERT_EQ(holdfast_features_read_at(page, kNow, &out), HOLDFAST_FEATURES_FRESH);
  EXPECT_TRUE(is_whole(out));
}

// tests/features/calibration.json is what `holdfast-tca features` makes
// (tests/tca_features_test.py).
TEST_F(FeaturesPageTest, ShowsTheUpliftOfACalibrationThatHoldfastTcaMade) {
  std::ifstream file(HOLDFAST_SOURCE_DIR "/tests/features/calibration.json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto calibration = tail_calibration_from_json(text);
  ASSERT_TRUE(calibration) << calibration.error().sentence;
  auto page = open();
  const auto read_at = [&](std::optional<double> vam) {
    Features features;
    features.gates.aggression_cap = 1;
    features.vam_effective = vam;
    const auto uplift = uplift_at(*calibration, vam);
    features.tail_uplift_bps = uplift.bps;
    features.tail_uplift_low_bps = uplift.low_bps;
    page.write(features, kNow);
    holdfast_features seen;
    EXPECT_EQ(holdfast_features_read_at(map(), kNow, &seen), HOLDFAST_FEATURES_FRESH);
    return seen;
  };
  const auto& last = calibration->knots.back();
  const auto drifted = read_at(1.0);
  EXPECT_EQ(drifted.tail_uplift_bps, last.uplift_bps);
  EXPECT_EQ(drifted.tail_uplift_low_bps, last.low_bps);
  ASSERT_GT(last.low_bps, 0);
  EXPECT_DOUBLE_EQ(holdfast_features_aggression(&drifted, last.low_bps / 2), 0.5);
  const auto aligned = read_at(0.0);
  EXPECT_EQ(aligned.tail_uplift_bps, 0);
  EXPECT_EQ(holdfast_features_aggression(&aligned, 0.001), 1);
  const auto unknown = read_at(std::nullopt);
  EXPECT_TRUE(std::isnan(unknown.tail_uplift_bps));
  EXPECT_EQ(holdfast_features_aggression(&unknown, 0.001), 1);
}

}  // namespace
}  // namespace holdfast
