#include "net/tcp_dialer.h"

#include <gtest/gtest.h>
#include <poll.h>

#include "net/tcp_listener.h"

namespace holdfast {
namespace {

const Endpoint kLoopback{{127, 0, 0, 1}, 0};

bool wait_for(int fd, short what) {
  pollfd waiting{fd, what, 0};
  return ::poll(&waiting, 1, 5000) == 1;
}

TEST(TcpDialer, carries_bytes_once_the_connection_stands) {
  auto listener = TcpListener::open({.local = kLoopback});
  ASSERT_TRUE(listener) << listener.error().sentence;
  TcpDialer dialer(listener->local());
  ASSERT_TRUE(dialer.dial()) << dialer.why();
  ASSERT_TRUE(wait_for(dialer.fd(), POLLOUT));
  EXPECT_EQ(dialer.review(), TcpDialer::Stage::connected);
  ASSERT_TRUE(wait_for(listener->fd(), POLLIN));
  PeerAddress peer;
  Descriptor other = listener->accept(peer);
  ASSERT_TRUE(other);
  const std::array<std::uint8_t, 3> bytes{1, 2, 3};
  EXPECT_EQ(dialer.send(bytes), 3U);
  std::array<std::uint8_t, 8> room{};
  EXPECT_EQ(dialer.receive(room), 0U) << "nothing has come";
  ASSERT_TRUE(wait_for(other.fd(), POLLIN));
  other.reset();  // with bytes unread: a reset
  ASSERT_TRUE(wait_for(dialer.fd(), POLLIN));
  EXPECT_EQ(dialer.receive(room), std::nullopt);
  EXPECT_EQ(dialer.stage(), TcpDialer::Stage::closed);
  EXPECT_NE(dialer.why(), "");
}

TEST(TcpDialer, a_port_where_nobody_listens_is_refused) {
  Endpoint nobody = kLoopback;
  {
    auto listener = TcpListener::open({.local = kLoopback});
    ASSERT_TRUE(listener);
    nobody = listener->local();
  }
  TcpDialer dialer(nobody);
  if (dialer.dial()) {
    ASSERT_TRUE(wait_for(dialer.fd(), POLLOUT));
    EXPECT_EQ(dialer.review(), TcpDialer::Stage::closed);
  }
  EXPECT_NE(dialer.why().find("ECONNREFUSED"), std::string::npos) << dialer.why();
}

}  // namespace
}  // namespace holdfast
