#include "telemetry/host_telemetry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "telemetry/host_regimes.h"

namespace holdfast {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
std::int64_t at_s(std::int64_t second) { return 1'700'000'000 * kSecond + second * kSecond; }

// Two vectors of one NIC on node 0, meant for CPU 0 and CPU 1; CPUs 8 and 9 are on node 1.
class HostTelemetryTest : public ::testing::Test {
 protected:
  HostTelemetryTest() {
    telemetry_.names = {"eth0-rx-0", "eth0-rx-1"};
    telemetry_.nics = {{"eth0", 0}};
    for (const std::uint32_t cpu : {0U, 1U, 8U, 9U}) {
      telemetry_.cpus.push_back({0, cpu, cpu / 8, true});
    }
  }
  void count(std::int64_t second, std::uint32_t vector, std::uint32_t cpu, std::uint64_t count) {
    telemetry_.irqs.push_back({at_s(second), 100 + vector, cpu, count, vector});
  }
  void place(std::int64_t second, std::uint32_t vector, std::uint32_t cpu) {
    telemetry_.affinities.push_back(
        {at_s(second), 100 + vector, CpuSet{cpu}, CpuSet{cpu}, CpuSet{vector}});
  }
  std::vector<HostWindow> windows(const WindowOptions& options = {}) const {
    return windows_of(telemetry_, options);
  }
  static bool has(const HostWindow& window, std::string_view status) {
    const auto all = statuses_of(window);
    return std::ranges::find(all, status) != all.end();
  }

  HostTelemetry telemetry_;
};

// Second 1 to 2: vector 0 fires 30 times on CPU 0, vector 1 ten times on CPU 9 of the other node.
TEST_F(HostTelemetryTest, TheThreeReadingsOfMisplacementAndTheRemoteShareByHand) {
  place(1, 0, 0), place(1, 1, 9);
  count(1, 0, 0, 100), count(1, 1, 9, 50);
  count(2, 0, 0, 130), count(2, 1, 9, 60);
  const auto all = windows();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].begin_ns, at_s(1));
  EXPECT_EQ(all[0].end_ns, at_s(2));
  EXPECT_DOUBLE_EQ(all[0].vam_effective.value(), 0.5);
  EXPECT_DOUBLE_EQ(all[0].vam_requested.value(), 0.5);
  EXPECT_DOUBLE_EQ(all[0].vam_delivered.value(), 0.25);
  EXPECT_DOUBLE_EQ(all[0].nrs.value(), 0.25);
  EXPECT_TRUE(all[0].is_nrs_of_interrupts);
  EXPECT_EQ(all[0].active, 2U);
  EXPECT_TRUE(statuses_of(all[0]).empty());
}

TEST_F(HostTelemetryTest, WithoutAnInterruptThereIsNoActiveVectorAndNoShare) {
  place(1, 0, 9);
  count(1, 0, 0, 100), count(2, 0, 0, 100);
  const auto window = windows().at(0);
  EXPECT_TRUE(has(window, "NO_ACTIVE_VECTORS"));
  EXPECT_FALSE(window.vam_effective || window.vam_delivered || window.nrs);
}

TEST_F(HostTelemetryTest, AVectorWithoutATargetIsListedAndInNoShare) {
  place(1, 0, 0);
  telemetry_.affinities.push_back({at_s(1), 101, CpuSet{9}, CpuSet{9}, {}});
  count(1, 0, 0, 0), count(1, 1, 9, 0), count(2, 0, 0, 5), count(2, 1, 9, 5);
  const auto window = windows().at(0);
  EXPECT_DOUBLE_EQ(window.vam_effective.value(), 0);
  EXPECT_EQ(window.no_target, 1U);
}

TEST_F(HostTelemetryTest, ATargetThatIsOfflineIsAMismatch) {
  place(1, 0, 0);
  telemetry_.cpus.push_back({at_s(2), 0, 0, false});
  count(1, 0, 9, 0), count(2, 0, 9, 5);
  const auto window = windows().at(0);
  EXPECT_DOUBLE_EQ(window.vam_effective.value(), 1);
  EXPECT_EQ(window.target_offline, 1U);
}

TEST_F(HostTelemetryTest, ACounterThatGoesBackIsAResetAndCountsFromZero) {
  place(1, 0, 0);
  count(1, 0, 0, 100), count(1, 0, 9, 100);
  count(2, 0, 0, 3), count(2, 0, 9, 101);  // the whole vector counts from 0
  const auto window = windows().at(0);
  EXPECT_EQ(window.resets, 1U);
  EXPECT_DOUBLE_EQ(window.vam_delivered.value(), 101.0 / 104);
}

TEST_F(HostTelemetryTest, OneThatIsBornCountsAllAndOneThatVanishedNothing) {
  place(1, 0, 0), place(1, 1, 9);
  count(1, 0, 0, 100), count(2, 1, 9, 7);
  const auto window = windows().at(0);
  EXPECT_EQ(window.born, 1U);
  EXPECT_EQ(window.vanished, 1U);
  EXPECT_EQ(window.active, 1U);
  EXPECT_DOUBLE_EQ(window.vam_effective.value(), 1);
  // Where only what fired is told, the one that is not there is silent and not gone.
  const auto sparse = windows({.is_sparse = true}).at(0);
  EXPECT_EQ(sparse.vanished, 0U);
}

TEST_F(HostTelemetryTest, LoadThatIsNotMeasuredIsNotZeroLoad) {
  place(1, 0, 0);
  count(1, 0, 0, 1), count(2, 0, 0, 2);
  EXPECT_FALSE(has(windows().at(0), "ZERO_LOAD"));
  telemetry_.loads = {{at_s(1), 0, 5}, {at_s(2), 0, 5}};
  EXPECT_TRUE(has(windows().at(0), "ZERO_LOAD"));
  EXPECT_FALSE(windows().at(0).sad);
}

// Shares of the load 0.8 and 0.2 against 0.5 each: SAD = (0.3 + 0.3) / 2, over its most 0.5.
TEST_F(HostTelemetryTest, TheSpreadOfTheLoadIsComparedWithTheTargets) {
  place(1, 0, 0), place(1, 1, 1);
  for (const std::uint32_t vector : {0U, 1U})
    count(1, vector, vector, 1), count(2, vector, vector, 2);
  telemetry_.loads = {{at_s(1), 0, 0},  {at_s(1), 1, 0},  {at_s(1), 8, 0},
                      {at_s(2), 0, 80}, {at_s(2), 1, 20}, {at_s(2), 8, 25}};
  const auto window = windows().at(0);
  EXPECT_NEAR(window.sad.value(), 0.3, 1e-12);
  EXPECT_NEAR(window.sad_normalised.value(), 0.6, 1e-12);
  EXPECT_NEAR(window.leak.value(), 0.2, 1e-12);
}

TEST_F(HostTelemetryTest, FewDelaysAreLowNAndManyNegativeOnesASuspectClock) {
  place(1, 0, 0);
  count(1, 0, 0, 1), count(2, 0, 0, 2);
  for (int nth = 0; nth < 99; ++nth) {
    telemetry_.delays.push_back({at_s(1) + 500, at_s(1) + 500 + 1000 + nth});
  }
  auto window = windows().at(0);
  EXPECT_TRUE(has(window, "LOW_N"));
  EXPECT_FALSE(has(window, "CLOCK_SUSPECT"));
  EXPECT_DOUBLE_EQ(window.hj50_ns.value(), 1049);
  for (int nth = 0; nth < 901; ++nth) {
    telemetry_.delays.push_back({at_s(1) + 5000, at_s(1) + 5000 + (nth < 2 ? -100 : 2000)});
  }
  window = windows().at(0);
  EXPECT_EQ(window.delays, 1000U);
  EXPECT_EQ(window.negative_delays, 2U);
  EXPECT_TRUE(has(window, "CLOCK_SUSPECT"));
  EXPECT_FALSE(has(window, "LOW_N"));
  EXPECT_FALSE(window.hj95_ns);
  EXPECT_TRUE(window.hj95x_ns);
}

TEST_F(HostTelemetryTest, MissesArePerPacketOfTheWindow) {
  place(1, 0, 0);
  count(1, 0, 0, 1), count(2, 0, 0, 2), count(3, 0, 0, 3);
  telemetry_.misses = {{at_s(1), 0, 1000, 100}, {at_s(2), 0, 1600, 150}};
  const auto all = windows();
  EXPECT_DOUBLE_EQ(all.at(0).llc_misses.value(), 12);
  EXPECT_FALSE(all.at(1).llc_misses);
}

std::vector<HostWindow> windows_with(const std::vector<std::optional<double>>& vams) {
  std::vector<HostWindow> windows;
  for (const auto& vam : vams) {
    HostWindow window;
    window.begin_ns = at_s(static_cast<std::int64_t>(windows.size()));
    window.end_ns = window.begin_ns + kSecond;
    window.vam_effective = vam;
    windows.push_back(window);
  }
  label_windows(windows, {});
  return windows;
}

TEST(HostRegimes, AnOrderHasTheRegimeOfTheLastWindowThatHadEnded) {
  const HostRegimes regimes(windows_with({0.5, 0.5, 0.5, 0.5}), {}, 0);
  EXPECT_EQ(regimes.at(at_s(1) - 1).reason, RegimeReason::none);
  EXPECT_FALSE(regimes.at(at_s(3) - 1).is_drifted.value());
  EXPECT_TRUE(regimes.at(at_s(3)).is_drifted.value_or(false));
}

TEST(HostRegimes, AfterAChangeAnOrderIsTheEventStudysForTheWashout) {
  const HostRegimes regimes(windows_with({0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5}),
                            {at_s(1)}, 5 * kSecond);
  EXPECT_EQ(regimes.at(at_s(3)).reason, RegimeReason::washout);
  EXPECT_EQ(regimes.at(at_s(8) - 1).reason,
            RegimeReason::washout);  // of the label's own change at 3
  EXPECT_EQ(regimes.at(at_s(8)).reason, RegimeReason::ok);
}

TEST(HostRegimes, BetweenTheThresholdsThereIsNoRegime) {
  const HostRegimes regimes(windows_with({0.1, 0.0}), {}, 0);
  EXPECT_EQ(regimes.at(at_s(1)).reason, RegimeReason::warn);
  EXPECT_FALSE(regimes.at(at_s(1)).is_drifted);
  EXPECT_EQ(regimes.at(at_s(2)).reason, RegimeReason::ok);
}

TEST(HostRegimes, TheStateIsHeldForTwoWindowsAndThenNobodyKnowsIt) {
  const HostRegimes missing(windows_with({0.0}), {}, 0);
  EXPECT_EQ(missing.at(at_s(4)).reason, RegimeReason::ok);  // two windows are not there
  EXPECT_EQ(missing.at(at_s(4) + 1).reason, RegimeReason::stale);
  const HostRegimes without(windows_with({0.0, std::nullopt, std::nullopt, std::nullopt}), {}, 0);
  EXPECT_EQ(without.at(at_s(3)).reason, RegimeReason::ok);
  EXPECT_EQ(without.at(at_s(4)).reason, RegimeReason::stale);
}

TEST(HostRegimes, TheSpreadsDeltaIsAgainstTheAlignedWindowsOfTheHalfHour) {
  std::vector<HostWindow> windows = windows_with({0.0, 0.0, 0.0, 0.5, 0.5, 0.5});
  for (std::size_t nth = 0; nth < windows.size(); ++nth) windows[nth].sad = 0.1 * double(nth);
  label_windows(windows, {});
  // ALIGNED are windows 0 to 4 (the third at 0.5 makes it drifted): median 0.2.
  EXPECT_NEAR(windows[5].sad_delta.value(), 0.3, 1e-12);
}

}  // namespace
}  // namespace holdfast
