#include "net/queue_watcher.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <map>

#include "host/descriptor.h"
#include "packet/frame_bytes_test_fixture.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kQueues = 3;

/// A tap of three queues in a network namespace of the test's own: what is written to a queue's
/// descriptor comes in on that queue, and the driver records it (drivers/net/tun.c).
class Tap {
 public:
  Tap() {
    home_ = Descriptor(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    if (!home_ || ::unshare(CLONE_NEWNET) != 0) return;
    for (std::uint32_t queue = 0; queue < kQueues; ++queue) {
      Descriptor tap(::open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK));
      ifreq request{};
      std::strcpy(request.ifr_name, "watched0");
      request.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_MULTI_QUEUE;
      if (!tap || ::ioctl(tap.fd(), TUNSETIFF, &request) != 0) return;
      queues_.push_back(std::move(tap));
    }
    ready_ = set("up");
  }
  Tap(const Tap&) = delete;
  Tap& operator=(const Tap&) = delete;
  ~Tap() {
    if (home_) (void)::setns(home_.fd(), CLONE_NEWNET);
  }
  bool ready() const { return ready_; }
  static bool set(const std::string& what) {
    return std::system(("ip link set watched0 " + what).c_str()) == 0;
  }
  void receive(std::uint32_t queue, const Bytes& frame) const {
    ASSERT_EQ(::write(queues_[queue].fd(), frame.data(), frame.size()),
              static_cast<ssize_t>(frame.size()));
  }
  /// IPv4 packets to that port, of those that the host has sent.
  std::size_t sent_to(std::uint16_t port) const {
    std::size_t count = 0;
    std::uint8_t frame[2048];
    for (const auto& queue : queues_) {
      while (::read(queue.fd(), frame, sizeof frame) > 38) {
        if (frame[12] == 8 && frame[36] == port >> 8U && frame[37] == (port & 255U)) ++count;
      }
    }
    return count;
  }
  void vanish() { queues_.clear(); }

 private:
  Descriptor home_;
  std::vector<Descriptor> queues_;
  bool ready_ = false;
};

Bytes frame_to(std::uint16_t port) {
  Bytes frame = ethernet({}, 0x0800);
  add(frame, ipv4(udp(port, std::string(200, 'x'))));
  return frame;
}

struct Came {
  std::map<std::uint32_t, std::size_t> by_port;  // the port's frames
  std::map<std::uint32_t, std::size_t> by_queue;
  std::size_t unrecorded = 0, longest = 0, other = 0;
};

QueueWatcher::Take into(Came& came) {
  return [&came](std::span<const std::uint8_t> frame, std::optional<QueueIndex> queue) {
    came.longest = std::max(came.longest, frame.size());
    if (frame.size() < 38 || frame[12] != 8) {
      ++came.other;
      return;
    }
    const auto port = static_cast<std::uint32_t>(frame[36] << 8U | frame[37]);
    if (!queue) {
      ++came.unrecorded;
    } else if (queue->value == port % kQueues) {
      ++came.by_port[port];
      ++came.by_queue[queue->value];
    }
  };
}

class QueueWatcherOnATap : public testing::Test {
 protected:
  void SetUp() override {
    if (!tap.ready()) {
      GTEST_SKIP() << "network namespaces, /dev/net/tun or `ip` are not to be had";
    }
  }
  Tap tap;
};

TEST_F(QueueWatcherOnATap, EachFrameComesWithTheQueueItsDriverRecorded) {
  auto watcher = QueueWatcher::open("watched0", kQueues);
  ASSERT_TRUE(watcher) << watcher.error().sentence;
  constexpr std::uint16_t kFrames = 600;
  for (std::uint16_t port = 0; port < kFrames; ++port) tap.receive(port % kQueues, frame_to(port));
  Came came;
  ASSERT_TRUE(watcher->read(100, into(came)));
  ASSERT_TRUE(watcher->drain(into(came)));
  EXPECT_EQ(came.by_port.size(), kFrames);
  for (std::uint32_t queue = 0; queue < kQueues; ++queue) {
    EXPECT_EQ(came.by_queue[queue], kFrames / kQueues) << queue;
  }
  EXPECT_EQ(came.unrecorded, 0U);
  EXPECT_EQ(came.longest, kFrameHeadBytes);
  EXPECT_EQ(watcher->counts().taken, kFrames + came.other);
  EXPECT_EQ(watcher->counts().missed, 0U);
}

TEST_F(QueueWatcherOnATap, WhatTheHostItselfSendsIsLeftOut) {
  auto watcher = QueueWatcher::open("watched0", kQueues);
  ASSERT_TRUE(watcher) << watcher.error().sentence;
  Came came;
  ASSERT_EQ(std::system("ip addr add 10.77.0.1/24 dev watched0 && ip neigh add 10.77.0.2 lladdr "
                        "02:00:00:00:00:02 dev watched0"),
            0);
  ASSERT_EQ(std::system("bash -c 'for i in 1 2 3; do echo hi > /dev/udp/10.77.0.2/9; done'"), 0);
  ASSERT_TRUE(watcher->drain(into(came)));
  EXPECT_EQ(tap.sent_to(9), 3U);
  EXPECT_EQ(came.by_port.size() + came.unrecorded + came.other, 0U);
  tap.receive(1, frame_to(1));
  ASSERT_TRUE(watcher->drain(into(came)));
  EXPECT_EQ(came.by_port[1], 1U);
}

TEST_F(QueueWatcherOnATap, WhatFindsNoRoomIsCounted) {
  auto watcher = QueueWatcher::open("watched0", kQueues);
  ASSERT_TRUE(watcher) << watcher.error().sentence;
  constexpr std::size_t kFrames = 30'000;  // of 208 bytes each, on 4 MiB
  for (std::size_t i = 0; i < kFrames; ++i) tap.receive(0, frame_to(0));
  Came came;
  ASSERT_TRUE(watcher->drain(into(came)));
  const auto counts = watcher->counts();
  EXPECT_GT(counts.missed, 0U);
  EXPECT_GT(came.by_port[0], 0U);
  EXPECT_EQ(counts.taken + counts.missed, kFrames + came.other);
}

TEST_F(QueueWatcherOnATap, AnInterfaceThatGoesDownOrVanishesIsSaid) {
  Came came;
  {
    auto watcher = QueueWatcher::open("watched0", kQueues);
    ASSERT_TRUE(watcher) << watcher.error().sentence;
    ASSERT_TRUE(Tap::set("down"));
    const auto down = watcher->read(100, into(came));
    ASSERT_FALSE(down);
    EXPECT_EQ(down.error().sentence, "watched0 went down while it was watched");
  }
  const auto refused = QueueWatcher::open("watched0", kQueues);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().sentence,
            "watched0 is down and receives nothing; ip link set watched0 up");
  ASSERT_TRUE(Tap::set("up"));
  auto watcher = QueueWatcher::open("watched0", kQueues);
  ASSERT_TRUE(watcher) << watcher.error().sentence;
  tap.vanish();
  const auto gone = watcher->read(100, into(came));
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, ErrorCode::absent);
  EXPECT_EQ(gone.error().sentence, "watched0 vanished while it was watched");
}

TEST(QueueWatcher, WhatCannotBeWatchedIsRefusedInOneSentence) {
  const auto none = QueueWatcher::open("nonexistent0", 2);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::absent);
  const auto many = QueueWatcher::open("lo", 256);
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().sentence, "lo has 256 receive queues: from 1 to 255 can be watched");
}

}  // namespace
}  // namespace holdfast
