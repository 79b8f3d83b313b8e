#include "gateway/capture_streams.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

using Bytes = std::vector<std::uint8_t>;

struct Datagram {
  Bytes destination, payload;
  UdpFrame frame;
};

Datagram heartbeat(std::uint8_t group, std::string_view session) {
  const auto bytes = encode_mold_header({MoldSession::of(session), 1, kMoldHeartbeat});
  return {{239, 1, 1, group}, {bytes.begin(), bytes.end()}, {}};
}

const UdpFrame& frame_of(Datagram& datagram) {
  datagram.frame.destination = datagram.destination;
  datagram.frame.destination_port = 4000;
  datagram.frame.payload = datagram.payload;
  return datagram.frame;
}

Result<void> checked(CaptureStreams streams, std::vector<Datagram> datagrams) {
  for (auto& one : datagrams) streams.count(frame_of(one));
  return streams.check();
}

const std::vector<Datagram> kThree{heartbeat(1, "S1"), heartbeat(2, "S1"), heartbeat(2, "S2"),
                                   heartbeat(1, "S1")};
const Endpoint kSecond{{239, 1, 1, 2}, 4000};

TEST(CaptureStreams, OneStreamNeedsNoChoice) {
  EXPECT_TRUE(checked({std::nullopt, ""}, {heartbeat(1, "S1"), heartbeat(1, "S1")}));
}

TEST(CaptureStreams, SeveralAreListedAndADestinationOrASessionOfOneChooses) {
  const auto several = checked({std::nullopt, ""}, kThree);
  ASSERT_FALSE(several);
  EXPECT_EQ(several.error().code, ErrorCode::usage);
  EXPECT_NE(several.error().sentence.find("239.1.1.1:4000 session S1 (2 packets), 239.1.1.2:4000 "
                                          "session S1 (1 packet), 239.1.1.2:4000 session S2"),
            std::string::npos)
      << several.error().sentence;
  EXPECT_FALSE(checked({std::nullopt, "S1"}, kThree));
  EXPECT_TRUE(checked({std::nullopt, "S2"}, kThree));
  EXPECT_TRUE(checked({kSecond, ""}, kThree));
  EXPECT_TRUE(checked({kSecond, "S1"}, kThree));
}

TEST(CaptureStreams, WhatIsNotThereIsToldWithWhatIs) {
  const auto none = checked({std::nullopt, "S9"}, kThree);
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().sentence.find("no such stream; there are 239.1.1.1:4000"),
            std::string::npos);
  const auto foreign = checked({std::nullopt, ""}, {{{10, 0, 0, 1}, Bytes(30, 0), {}}});
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().code, ErrorCode::malformed);
}

TEST(CaptureStreams, ADestinationTakesAllThatWasSentThereAndASessionOnlyItsOwn) {
  Datagram text{{239, 1, 1, 2}, Bytes(5, 'x'), {}}, feed = heartbeat(2, "S1");
  EXPECT_TRUE(CaptureStreams(kSecond, "").passes(frame_of(text)));
  EXPECT_FALSE(CaptureStreams(kSecond, "S1").passes(frame_of(text)));
  EXPECT_TRUE(CaptureStreams(kSecond, "S1").passes(frame_of(feed)));
  EXPECT_FALSE(CaptureStreams(std::nullopt, "").passes(frame_of(text)));
}

TEST(CaptureStreams, ThousandsOfThemAreNotAllKeptOrListed) {
  std::vector<Datagram> many;
  for (int i = 0; i < 3000; ++i) many.push_back(heartbeat(1, std::to_string(i)));
  const auto several = checked({std::nullopt, ""}, many);
  ASSERT_FALSE(several);
  EXPECT_LT(several.error().sentence.size(), 1000U);
  EXPECT_TRUE(several.error().sentence.ends_with("and many more"));
}

}  // namespace
}  // namespace holdfast
