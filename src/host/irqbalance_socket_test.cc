#include "host/irqbalance_socket.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <string>
#include <thread>

namespace holdfast {
namespace {

/// A daemon that could not make its file and listens at the abstract address, in this process.
class IrqbalanceSocket : public testing::Test {
 protected:
  void SetUp() override {
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      GTEST_SKIP() << "the abstract address is taken: irqbalance itself runs here";
    }
    ASSERT_EQ(listen(listener_, 1), 0);
  }
  void TearDown() override { close(listener_); }

  /// Serves one client: reads its verb, then replies with `reply` in two parts.
  std::thread serve(std::string& verb, std::string_view reply) {
    return std::thread([this, &verb, reply] {
      const int client = accept(listener_, nullptr, nullptr);
      char buffer[64];
      const ssize_t size = recv(client, buffer, sizeof buffer, 0);
      if (size > 0) verb.assign(buffer, static_cast<std::size_t>(size));
      const std::size_t half = reply.size() / 2;
      static_cast<void>(send(client, reply.data(), half, MSG_NOSIGNAL));
      static_cast<void>(send(client, reply.data() + half, reply.size() - half, MSG_NOSIGNAL));
      close(client);
    });
  }

  int listener_ = -1;
  std::string own_pid_ = std::to_string(getpid());
};

TEST_F(IrqbalanceSocket, AsksForTheSetupAndTakesTheWholeReply) {
  std::string verb;
  std::thread daemon = serve(verb, "SLEEP 10 IRQ 38 LOAD 0 BANNED 00000000");
  const auto answer = ask_irqbalance(own_pid_);
  daemon.join();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(verb, "setup");
  EXPECT_EQ(*answer->front().text("text"), "SLEEP 10 IRQ 38 LOAD 0 BANNED 00000000");
}

TEST_F(IrqbalanceSocket, TakesADroppedQuestionAsARefusal) {
  std::string verb;
  std::thread daemon = serve(verb, "");
  const auto answer = ask_irqbalance(own_pid_);
  daemon.join();
  EXPECT_EQ(answer.error(), std::errc::operation_not_permitted);
}

TEST_F(IrqbalanceSocket, DoesNotWaitForADaemonThatSaysNothing) {
  EXPECT_EQ(ask_irqbalance(own_pid_).error(), std::errc::timed_out);
}

TEST_F(IrqbalanceSocket, DoesNotBelieveAnotherProcessAtTheAbstractAddress) {
  EXPECT_EQ(ask_irqbalance("1").error(), std::errc::no_such_file_or_directory);
}

TEST(IrqbalancePid, MustBeANumber) {
  EXPECT_EQ(ask_irqbalance("../x").error(), std::errc::invalid_argument);
}

}  // namespace
}  // namespace holdfast
