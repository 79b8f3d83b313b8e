#include "host/phc_clock.h"

#include <gtest/gtest.h>
#include <linux/ptp_clock.h>

#include <cerrno>

namespace holdfast {
namespace {

TEST(PhcClock, TheSampleOfTheShortestTimeIsTaken) {
  const auto best = best_of({{1000, 5000, 2000}, {3000, 7060, 3101}, {4000, 9000, 4900}});
  ASSERT_TRUE(best);
  EXPECT_EQ(best->offset_ns, 7060 - 3050);
  EXPECT_EQ(best->max_error_ns, 51);
  EXPECT_EQ(best->at_ns, 3050);
}

TEST(PhcClock, SamplesOverASystemClockThatWasSetBackAreLeftOut) {
  const auto best = best_of({{2000, 5000, 1000}, {100, 400, 200}});
  ASSERT_TRUE(best);
  EXPECT_EQ(best->offset_ns, 250);
  EXPECT_FALSE(best_of({{2000, 5000, 1000}}));
  EXPECT_FALSE(best_of({}));
}

/// A device that answers the calls of `knows`: 500 ns ahead of a system clock at 1 s; its samples
/// take 10, 9 … ns, twice as many before the device is read as after.
class Device {
 public:
  explicit Device(std::vector<unsigned long> knows) : knows_(std::move(knows)) {}

  PhcCall call() {
    return [this](int, unsigned long request, void* argument) {
      asked.push_back(request);
      for (const auto known : knows_) {
        if (known == request) return answer(request, argument);
      }
      errno = EOPNOTSUPP;
      return -1;
    };
  }
  std::vector<unsigned long> asked;

 private:
  static ptp_clock_time at(std::int64_t ns) {
    ptp_clock_time time{};
    time.sec = 1 + ns / 1'000'000'000;
    time.nsec = static_cast<__u32>(ns % 1'000'000'000);
    return time;
  }
  static int answer(unsigned long request, void* argument) {
    if (request == PTP_SYS_OFFSET_PRECISE) {
      auto& both = *static_cast<ptp_sys_offset_precise*>(argument);
      both.sys_realtime = at(0);
      both.device = at(500);
    } else if (request == PTP_SYS_OFFSET_EXTENDED) {
      auto& samples = *static_cast<ptp_sys_offset_extended*>(argument);
      for (unsigned i = 0; i < samples.n_samples; ++i) {
        const std::int64_t apart = 30 - 3 * static_cast<std::int64_t>(i),
                           start = std::int64_t{1000} * i;
        samples.ts[i][0] = at(start);
        samples.ts[i][1] = at(start + 2 * apart / 3 + 500);
        samples.ts[i][2] = at(start + apart);
      }
    } else {
      auto& samples = *static_cast<ptp_sys_offset*>(argument);
      for (std::size_t i = 0; i <= samples.n_samples; ++i) {
        const auto start = static_cast<std::int64_t>(40 * i);
        samples.ts[2 * i] = at(start);
        if (i < samples.n_samples) samples.ts[2 * i + 1] = at(start + 20 + 500);
      }
    }
    return 0;
  }
  std::vector<unsigned long> knows_;
};

TEST(PhcClock, ADeviceThatTimesBothAtOnceIsAskedSo) {
  Device device({PTP_SYS_OFFSET_PRECISE, PTP_SYS_OFFSET_EXTENDED, PTP_SYS_OFFSET});
  const auto reading = PhcClock(3, {}, device.call()).read();
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->source, "phc3");
  EXPECT_EQ(reading->offset_ns, 500);
  EXPECT_EQ(reading->at_ns, 1'000'000'000);
  EXPECT_FALSE(reading->max_error_ns);
  EXPECT_EQ(device.asked.size(), 1U);
}

TEST(PhcClock, ElseTheDeviceIsReadBetweenTwoReadingsOfTheSystemClock) {
  Device device({PTP_SYS_OFFSET_EXTENDED, PTP_SYS_OFFSET});
  const auto reading = PhcClock(0, {}, device.call()).read();
  ASSERT_TRUE(reading);
  // The last is the shortest: 18 ns, the device after 12.
  EXPECT_EQ(reading->at_ns, 1'000'004'009);
  EXPECT_EQ(reading->offset_ns, 500 + 12 - 9);
  EXPECT_EQ(reading->max_error_ns, 9);
}

TEST(PhcClock, AKernelWithoutThatIsAskedInTheOldWay) {
  Device device({PTP_SYS_OFFSET});
  const auto reading = PhcClock(0, {}, device.call()).read();
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->offset_ns, 500);
  EXPECT_EQ(reading->max_error_ns, 20);
  EXPECT_EQ(device.asked, (std::vector<unsigned long>{PTP_SYS_OFFSET_PRECISE,
                                                      PTP_SYS_OFFSET_EXTENDED, PTP_SYS_OFFSET}));
}

TEST(PhcClock, ADeviceThatAnswersNothingIsRefusedInOneSentence) {
  Device device({});
  const auto reading = PhcClock(7, {}, device.call()).read();
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().sentence,
            "/dev/ptp7 does not tell its time against the system's (PTP_SYS_OFFSET: EOPNOTSUPP)");
}

TEST(PhcClock, AnInterfaceWithoutAClockIsSaid) {
  const auto loopback = PhcClock::open("lo");
  ASSERT_FALSE(loopback);
  EXPECT_EQ(loopback.error().sentence, "lo has no hardware clock (ethtool -T lo)");
  const auto none = PhcClock::open("nonexistent0");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().sentence, "there is no interface nonexistent0");
}

}  // namespace
}  // namespace holdfast
