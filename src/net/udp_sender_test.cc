#include "net/udp_sender.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "net/loopback_test_fixture.h"
#include "net/udp_socket.h"

namespace holdfast {
namespace {

Error refusal_of(const SenderOptions& options) {
  auto sender = UdpSender::make(options);
  EXPECT_FALSE(sender);
  return sender ? Error{} : sender.error();
}

TEST(UdpSenderTest, AReceiversAnswerThatNobodyListensIsCounted) {
  Endpoint remote;
  {
    const auto socket = open_udp_socket({.local = endpoint_of("127.0.0.1", 0)});
    ASSERT_TRUE(socket) << socket.error().sentence;
    remote = socket->local;
  }
  auto sender = UdpSender::make({.remote = remote});
  ASSERT_TRUE(sender) << sender.error().sentence;
  EXPECT_TRUE(send_number(*sender, 1));
  EXPECT_EQ(sender->refused(), 0U);
  EXPECT_FALSE(send_number(*sender, 2));
  EXPECT_EQ(sender->refused(), 1U);
  EXPECT_EQ(sender->last_errno(), ECONNREFUSED);
}

TEST(UdpSenderTest, ASenderThatWasMovedSendsFromTheSameSocket) {
  const auto socket = open_udp_socket({.local = endpoint_of("127.0.0.1", 0)});
  ASSERT_TRUE(socket) << socket.error().sentence;
  auto made = UdpSender::make({.remote = socket->local});
  ASSERT_TRUE(made) << made.error().sentence;
  const int fd = made->fd();
  UdpSender sender(*std::move(made));
  EXPECT_EQ(sender.fd(), fd);
  auto second = UdpSender::make({.remote = socket->local});
  ASSERT_TRUE(second) << second.error().sentence;
  sender = *std::move(second);
  EXPECT_TRUE(send_number(sender, 1));
}

TEST(UdpSenderTest, AnAddressWithoutARouteIsRefused) {
  const auto why = in_own_network([] {
    const auto error = refusal_of({.remote = endpoint_of("192.0.2.1", 5000)});
    EXPECT_EQ(error.code, ErrorCode::absent);
    EXPECT_EQ(error.sentence, "sending to udp 192.0.2.1:5000: there is no route to it (ip route)");
  });
  if (!why.empty()) GTEST_SKIP() << why;
}

TEST(UdpSenderTest, AnInterfaceThatIsNotThereIsRefused) {
  EXPECT_EQ(refusal_of({.remote = endpoint_of("239.1.2.3", 5000), .interface = "nosuch7"}).code,
            ErrorCode::absent);
}

TEST(UdpSenderTest, ALocalPortThatIsTakenIsRefused) {
  const auto socket = open_udp_socket({.local = endpoint_of("0.0.0.0", 0)});
  ASSERT_TRUE(socket) << socket.error().sentence;
  const auto error =
      refusal_of({.remote = endpoint_of("127.0.0.1", 9), .local_port = socket->local.port});
  EXPECT_EQ(error.sentence, "sending to udp 127.0.0.1:9: another socket has the local port " +
                                std::to_string(socket->local.port));
}

TEST(UdpSenderTest, ABroadcastAddressAndPort0AreRefused) {
  EXPECT_EQ(refusal_of({.remote = endpoint_of("127.255.255.255", 5000)}).code, ErrorCode::denied);
  EXPECT_EQ(refusal_of({.remote = endpoint_of("127.0.0.1", 0)}).code, ErrorCode::usage);
}

}  // namespace
}  // namespace holdfast
