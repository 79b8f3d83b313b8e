#include "host/irqbalance_socket.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "base/text.h"
#include "host/irqbalance_bans.h"

namespace holdfast {
namespace {

/// A daemon that could not make its file and listens at the abstract address, in this process.
class IrqbalanceSocket : public testing::Test {
 protected:
  void SetUp() override {
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    // Another of these tests may have it for a moment.
    constexpr int kTries = 500;
    int tries = 0;
    while (bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
           ++tries < kTries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    if (tries == kTries) {
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

/// Serves `clients` as irqbalance does: its list is replaced, and read up to the first 0, out of at
/// most `room` bytes.
std::thread serve_list(int listener, IrqList& banned, int clients, std::size_t room) {
  return std::thread([listener, &banned, clients, room] {
    for (int i = 0; i < clients; ++i) {
      const int client = accept(listener, nullptr, nullptr);
      char buffer[500];
      const ssize_t size = recv(client, buffer, sizeof buffer, 0);
      std::string_view verb(buffer, size > 0 ? static_cast<std::size_t>(size) : 0);
      constexpr std::string_view kBan = "settings ban irqs ";
      if (verb.starts_with(kBan)) {
        banned.clear();
        for (const auto word : words_of(verb.substr(kBan.size()).substr(0, room))) {
          const auto irq = parse_number<std::uint32_t>(word);
          if (!irq || *irq == 0) break;
          banned.push_back({*irq});
        }
      } else {
        std::string reply = "SLEEP 10 ";
        for (const auto irq : banned) {
          reply += "IRQ " + std::to_string(irq.value) + " LOAD 0 DIFF 0 CLASS 0 ";
        }
        reply += "BANNED 00000000";
        static_cast<void>(send(client, reply.data(), reply.size(), MSG_NOSIGNAL));
      }
      close(client);
    }
  });
}

TEST_F(IrqbalanceSocket, TakesAListThatReplacesTheOldOne) {
  IrqList banned{{7}};
  std::thread daemon = serve_list(listener_, banned, 3, 500);
  const auto replaced =
      SocketBans().replace(ThreadId{static_cast<std::uint32_t>(getpid())}, {{38}, {39}, {100}});
  daemon.join();
  EXPECT_TRUE(replaced) << replaced.error().sentence;
  EXPECT_EQ(to_text(banned), "38-39,100");
}

TEST_F(IrqbalanceSocket, TakesAnEmptyList) {
  IrqList banned{{7}};
  std::thread daemon = serve_list(listener_, banned, 3, 500);
  EXPECT_TRUE(SocketBans().replace(ThreadId{static_cast<std::uint32_t>(getpid())}, {}));
  daemon.join();
  EXPECT_EQ(to_text(banned), "");
}

TEST_F(IrqbalanceSocket, GetsItsOldListBackWhenItCutTheNewOne) {
  IrqList banned{{7}};
  IrqList many;
  for (std::uint32_t irq = 100; irq < 200; ++irq) many.push_back({irq});
  std::thread daemon = serve_list(listener_, banned, 4, 255);
  const auto replaced = SocketBans().replace(ThreadId{static_cast<std::uint32_t>(getpid())}, many);
  daemon.join();
  ASSERT_FALSE(replaced);
  EXPECT_EQ(replaced.error().code, ErrorCode::unsupported);
  EXPECT_EQ(to_text(banned), "7");
}

TEST(IrqbalancePid, MustBeANumber) {
  EXPECT_EQ(ask_irqbalance("../x").error(), std::errc::invalid_argument);
}

}  // namespace
}  // namespace holdfast
