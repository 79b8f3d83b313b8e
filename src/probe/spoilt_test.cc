#include "probe/spoilt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ProbeResult good() {
  ProbeResult result;
  result.seconds = 10;
  result.sent = result.received = 100'000;
  result.calls = 5'000'000;
  result.sender_late = 1'000;  // 1 %, and not over it
  result.delays = {{.of = "kernel to user", .count = 100'000, .negative = 100}};
  return result;
}

TEST(Spoilt, IsNothingAtTheThresholds) {
  EXPECT_THAT(why_spoilt(good()), IsEmpty());
  EXPECT_THAT(why_spoilt({}), IsEmpty());
}

TEST(Spoilt, IsASpinnerThatWasTakenOffItsCpu) {
  auto result = good();
  result.involuntary_switches = 812;
  EXPECT_THAT(why_spoilt(result),
              ElementsAre("The receiver spun and was taken off its CPU 812 times (81.2 a second): "
                          "the delays show the scheduler too. Give it a core of its own, with no "
                          "other thread and no interrupt there."));
  result.involuntary_switches = 1;
  result.seconds = 0;
  EXPECT_THAT(why_spoilt(result), ElementsAre(HasSubstr("off its CPU once: the delays")));
}

TEST(Spoilt, IsNotAWaitingReceiverThatWasTakenOffItsCpu) {
  auto result = good();
  result.empty_calls = 100'000;  // behind each batch of 50, say
  result.voluntary_switches = 10'001;
  result.involuntary_switches = 812;
  EXPECT_FALSE(spins(result));
  EXPECT_THAT(why_spoilt(result), IsEmpty());
}

TEST(Spoilt, TellsASpinnerByWhatItDid) {
  auto result = good();
  EXPECT_TRUE(spins(result));  // it never slept
  result.voluntary_switches = 2;
  EXPECT_FALSE(spins(result));  // it never looked in vain
  result.empty_calls = 19;
  EXPECT_FALSE(spins(result));
  result.empty_calls = 20;
  EXPECT_TRUE(spins(result));
  EXPECT_FALSE(spins({}));
}

TEST(Spoilt, IsAThreadThatMoved) {
  auto result = good();
  result.migrations = 3;
  EXPECT_THAT(why_spoilt(result), ElementsAre("The receiver's thread was moved to another CPU 3 "
                                              "times, where its caches were cold. Pin it."));
}

TEST(Spoilt, IsASenderThatKeptNotThePace) {
  auto result = good();
  result.sender_late = 1'001;
  EXPECT_THAT(why_spoilt(result),
              ElementsAre(HasSubstr("over 10 µs late with 1,001 of 100,000 packets (1 %)")));
}

TEST(Spoilt, IsLossWithWhereItWent) {
  auto result = good();
  result.received = 99'999;
  result.lost = 1;
  EXPECT_THAT(why_spoilt(result),
              ElementsAre("1 of 100,000 packets (under 0.01 %) was lost and has no delay: the "
                          "figures are of those that came. Lower the rate, or let the receiver "
                          "keep up."));
  result.socket_drops = 1;
  result.ring_full = 2;
  result.fill_empty = 1;
  EXPECT_THAT(why_spoilt(result),
              ElementsAre(HasSubstr("The socket dropped 1: its receive buffer was full. The "
                                    "receiver's ring was full 2 times. The fill ring was empty "
                                    "once. Lower")));
}

TEST(Spoilt, AreDelaysOfClocksThatDisagree) {
  auto result = good();
  result.delays[0].negative = 101;
  EXPECT_THAT(why_spoilt(result),
              ElementsAre("101 of 100,000 delays kernel to user (0.1 %) are negative, which cannot "
                          "be: the clocks disagree, or one was set meanwhile. Believe differences "
                          "only, such as HJ95x."));
  result.delays[0].clock = "phc0 ± 120 ns";
  EXPECT_THAT(why_spoilt(result), ElementsAre(HasSubstr("meanwhile (phc0 ± 120 ns). Believe")));
}

TEST(Spoilt, IsARunThatHadNoRoomForAllItsDelays) {
  auto result = good();
  result.unrecorded = 500;
  EXPECT_THAT(why_spoilt(result),
              ElementsAre(HasSubstr("delays of the last 500 of 100,000 packets")));
}

TEST(Spoilt, SaysAllThatIsWrong) {
  auto result = good();
  result.involuntary_switches = result.migrations = result.lost = result.unrecorded = 1;
  result.sender_late = 50'000;
  result.delays[0].negative = 50'000;
  EXPECT_EQ(why_spoilt(result).size(), 6U);
}

}  // namespace
}  // namespace holdfast
