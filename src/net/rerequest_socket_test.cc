#include "net/rerequest_socket.h"

#include <gtest/gtest.h>

#include "net/loopback_test_fixture.h"
#include "net/tcp_test_fixture.h"

namespace holdfast {
namespace {

const auto kDay = MoldSession::of("DAY1");

struct Asking {
  explicit Asking(const RequestAnswererOptions& options = {})
      : answerer(options),
        server(*RerequestSocket::open({.local = endpoint_of("127.0.0.1", 0)}, answerer)),
        sender(*UdpSender::make({.remote = server.local()})) {
    for (std::uint64_t sequence = 1; sequence <= 1000; ++sequence) {
      history.append(sequence, std::vector<std::uint8_t>(40, static_cast<std::uint8_t>(sequence)));
    }
    answerer.add(kDay, history);
  }
  bool ask(std::uint64_t sequence, std::uint16_t count) {
    return sender.send(encode_mold_header({kDay, sequence, count}));
  }
  // Of the next datagram that comes to the sender's socket.
  std::optional<MoldHeader> next() {
    std::array<std::uint8_t, 2048> bytes{};
    const auto got = ::recv(sender.fd(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    MoldPacket packet;
    if (got <= 0) return std::nullopt;
    EXPECT_EQ(parse_mold_packet(std::span(bytes).first(static_cast<std::size_t>(got)), packet),
              MoldFault::none);
    return packet.header;
  }
  bool until(std::uint64_t requests) {
    return within_time([&] { return server.do_work({}), server.counts().requests >= requests; });
  }

  MessageHistory history{MessageHistory::kLeastBytes};
  RequestAnswerer answerer;
  RerequestSocket server;
  UdpSender sender;
};

TEST(RerequestSocket, RepliesToWhoAsked) {
  Asking at;
  UdpSender other = *UdpSender::make({.remote = at.server.local()});
  ASSERT_TRUE(at.ask(5, 50));
  ASSERT_TRUE(at.until(1));
  EXPECT_EQ(at.next(), (MoldHeader{kDay, 5, 34}));
  EXPECT_EQ(at.next(), (MoldHeader{kDay, 39, 16}));
  EXPECT_EQ(at.next(), std::nullopt);
  std::uint8_t byte = 0;
  EXPECT_LT(::recv(other.fd(), &byte, 1, MSG_DONTWAIT), 0);
  EXPECT_EQ(at.server.counts().sent, 2U);
}

TEST(RerequestSocket, DoesNothingWhenNobodyAsks) {
  Asking at;
  EXPECT_EQ(at.server.do_work({}), 0U);
  EXPECT_EQ(at.server.counts().requests, 0U);
}

TEST(RerequestSocket, AnswersNoMoreThanItsBoundInATurn) {
  Asking at;
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(at.ask(1, 1));
  EXPECT_LE(at.server.do_work({}), RerequestSocket::kTurn);
  ASSERT_TRUE(at.until(100));
  EXPECT_EQ(at.server.counts().sent, 100U);
}

TEST(RerequestSocket, SendsRepliesThatAreMoreThanOneBatch) {
  Asking at;
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(at.ask(1, 1000));
  ASSERT_TRUE(at.until(20));
  EXPECT_EQ(at.server.counts().sent + at.server.counts().not_sent, 20 * 8U);
}

TEST(RerequestSocket, TakesDatagramsOfAnySize) {
  Asking at({.rate = {.per_second = 1, .burst = 10}});
  const std::vector<std::uint8_t> bytes(1400);
  for (const std::size_t size : {0U, 1U, 19U, 21U, 1400U}) {
    ASSERT_TRUE(at.sender.send(std::span(bytes).first(size)));
  }
  ASSERT_TRUE(at.until(5));
  EXPECT_EQ(at.answerer.counts().malformed, 5U);
  EXPECT_EQ(at.server.counts().sent, 0U);
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(at.ask(1, 1));
  ASSERT_TRUE(at.until(105));
  EXPECT_EQ(at.server.counts().sent, 3U);
  EXPECT_EQ(at.answerer.counts().rate_limited, 97U);
}

TEST(RerequestSocket, SaysWhyAPortCannotBeHad) {
  Asking at;
  const auto second = RerequestSocket::open({.local = at.server.local()}, at.answerer);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().sentence.find("ss -ulnp"), std::string::npos);
}

}  // namespace
}  // namespace holdfast
