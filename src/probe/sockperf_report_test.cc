#include "probe/sockperf_report.h"

#include <gtest/gtest.h>

#include <string>

#include "probe/probe_delays.h"

namespace holdfast {
namespace {

// Of sockperf 3.7, as it prints it, with its colours.
const std::string kReport =
    "sockperf: \x1b[2;35m== version #3.7-no.git == \x1b[0m\n"
    "sockperf[CLIENT] send on:sockperf: using recvfrom() to block on socket(s)\n"
    "\n"
    "[ 0] IP = 127.0.0.1       PORT =  9100 # UDP\n"
    "sockperf: Warmup stage (sending a few dummy messages)...\n"
    "sockperf: Starting test...\n"
    "sockperf: Test end (interrupted by timer)\n"
    "sockperf: Test ended\n"
    "sockperf: [Total Run] RunTime=1.000 sec; Warm up time=400 msec; SentMessages=1001; "
    "ReceivedMessages=1001\n"
    "sockperf: ========= Printing statistics for Server No: 0\n"
    "sockperf: [Valid Duration] RunTime=0.548 sec; SentMessages=549; ReceivedMessages=548\n"
    "sockperf: \x1b[2;35m====> avg-latency=28.943 (std-dev=145.162)\x1b[0m\n"
    "sockperf: # dropped messages = 1; # duplicated messages = 2; # out-of-order messages = 0\n"
    "sockperf: Summary: Latency is 28.943 usec\n"
    "sockperf: \x1b[2;35mTotal 548 observations\x1b[0m; each percentile contains 5.49 "
    "observations\n"
    "sockperf: ---> <MAX> observation = 1661.666\n"
    "sockperf: ---> percentile 99.999 = 1661.666\n"
    "sockperf: ---> percentile 99.990 = 1661.666\n"
    "sockperf: ---> percentile 99.900 = 1647.356\n"
    "sockperf: ---> percentile 99.000 =  805.998\n"
    "sockperf: ---> percentile 90.000 =   24.606\n"
    "sockperf: ---> percentile 75.000 =    7.746\n"
    "sockperf: ---> percentile 50.000 =    6.725\n"
    "sockperf: ---> percentile 25.000 =    6.159\n"
    "sockperf: ---> <MIN> observation =    5.968\n";

TEST(SockperfReport, HasItsPercentilesInNanosecondsAndItsCounts) {
  const auto report = parse_sockperf(kReport);
  ASSERT_TRUE(report) << report.error().sentence;
  EXPECT_EQ(report->observations, 548U);
  EXPECT_EQ(report->sent, 549U);
  EXPECT_EQ(report->received, 548U);
  EXPECT_EQ(report->dropped, 1U);
  EXPECT_EQ(report->duplicated, 2U);
  EXPECT_DOUBLE_EQ(report->seconds, 0.548);
  const auto result = result_of(*report);
  ASSERT_EQ(result.delays.size(), 1U);
  EXPECT_EQ(result.delays[0].of, "half a round trip");
  for (const auto& [p, ns] : {std::pair{0.5, 6725.0},
                              {0.9, 24606.0},
                              {0.99, 805998.0},
                              {0.999, 1647356.0},
                              {0.9999, 1661666.0},
                              {1.0, 1661666.0}}) {
    const auto* found = percentile_of(result.delays[0], p);
    ASSERT_NE(found, nullptr) << p;
    EXPECT_DOUBLE_EQ(found->ns, ns) << p;
  }
  EXPECT_EQ(result.lost, 1U);
  EXPECT_NEAR(result.rate, 549 / 0.548, 1e-6);
}

TEST(SockperfReport, ThatMeasuredNothingSaysWhyInSockperfsWords) {
  for (const auto* words : {"No messages were received from the server. Is the server down?",
                            "No valid observations found. Try tune parameters: --time",
                            "ERROR: Can`t bind socket (errno=98 Address already in use)"}) {
    const auto report = parse_sockperf(std::string("sockperf: Test ended\nsockperf: ") + words);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::failed);
    EXPECT_EQ(report.error().sentence, std::string("sockperf: ") + words);
  }
}

TEST(SockperfReport, AnotherProgramsTextIsRefused) {
  for (const auto* text :
       {"", "hello\n", "sockperf: ---> percentile x = 5\n", "---> percentile 50.000 = \n",
        "---> percentile 101 = 5\n", "---> percentile 50.000 = 9999999999999\n", "\x1b[\x1b[\x1b[",
        "---> \x1b[2;3"}) {
    const auto report = parse_sockperf(text);
    ASSERT_FALSE(report) << text;
    EXPECT_EQ(report.error().code, ErrorCode::malformed) << text;
  }
}

TEST(SockperfReport, APercentileThatStandsTwiceIsOne) {
  const auto report = parse_sockperf("---> percentile 50.000 = 2\n---> percentile 50.000 = 3\n");
  ASSERT_TRUE(report);
  ASSERT_EQ(report->percentiles.size(), 1U);
}

TEST(SockperfReport, ItsComplaintsCannotSpeakToATerminal) {
  const auto report = parse_sockperf("sockperf: ERROR: \x07\x9b[31m");
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().sentence.find('\x07'), std::string::npos);
}

}  // namespace
}  // namespace holdfast
