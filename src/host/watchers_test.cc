// With the real kernel: interfaces of a network namespace of our own, and a folder of our own.
#include "host/watchers.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <spawn.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "host/ethtool_watcher.h"
#include "host/irqbalance_watcher.h"
#include "host/route_watcher.h"
#include "host/temporary_folder.h"
#include "host/uevent_watcher.h"
#include "host/watcher_test_fixture.h"

namespace holdfast {
namespace {

bool runs(const std::string& command) {
  return ::system((command + " > /dev/null 2>&1").c_str()) == 0;  // NOLINT(concurrency-mt-unsafe)
}

bool has(const std::vector<Sighting>& sightings, SightingKind kind, std::string_view what,
         std::string_view detail) {
  return std::any_of(sightings.begin(), sightings.end(), [&](const Sighting& sighting) {
    return sighting.kind == kind && sighting.what == what && sighting.detail == detail;
  });
}

class OwnNetwork : public ::testing::Test {
 protected:
  void SetUp() override {
    own_ = Descriptor(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
    if (!own_ || ::unshare(CLONE_NEWNET) != 0) GTEST_SKIP() << "a network namespace is refused";
    if (!runs("ip link add hf0 type veth peer name hf1")) {
      GTEST_SKIP() << "no veth here: ip is missing, or the kernel has none";
    }
  }
  void TearDown() override {
    if (own_) {
      EXPECT_EQ(::setns(own_.fd(), CLONE_NEWNET), 0);
    }
  }

 private:
  Descriptor own_;
};

TEST_F(OwnNetwork, links_that_come_go_up_and_down_are_seen) {
  RouteWatcher watcher;
  ASSERT_GE(watcher.fd(), 0) << watcher.state().why;
  ASSERT_TRUE(runs("ip link set hf0 up && ip link set hf1 up"));
  auto seen = read_all(watcher);
  EXPECT_TRUE(has(seen, SightingKind::link_changed, "hf0", "up"));
  EXPECT_FALSE(has(seen, SightingKind::link_changed, "hf0", "added"));
  ASSERT_TRUE(runs("ip link set hf1 down && ip link set hf1 name hf2"));
  seen = read_all(watcher);
  EXPECT_TRUE(has(seen, SightingKind::link_changed, "hf0", "down"));
  EXPECT_TRUE(has(seen, SightingKind::link_changed, "hf2", "renamed"));
  ASSERT_TRUE(runs("ip link del hf0 && ip link add hf3 type veth peer name hf4"));
  seen = read_all(watcher);
  EXPECT_TRUE(has(seen, SightingKind::link_changed, "hf0", "removed"));
  EXPECT_TRUE(has(seen, SightingKind::link_changed, "hf3", "added"));
  EXPECT_EQ(watcher.state().state, SourceState::watching);
  EXPECT_GE(watcher.state().events, seen.size());
}

TEST_F(OwnNetwork, what_ethtool_sets_is_seen) {
  EthtoolWatcher watcher;
  if (watcher.fd() < 0) GTEST_SKIP() << watcher.state().why;
  if (!runs("ethtool -K hf0 gro on")) GTEST_SKIP() << "no ethtool here";
  static_cast<void>(read_all(watcher, 50));
  ASSERT_TRUE(runs("ethtool -K hf0 gro off"));
  EXPECT_TRUE(has(read_all(watcher), SightingKind::ethtool_notified, "hf0", "features"));
}

TEST_F(OwnNetwork, an_interface_that_comes_is_a_device_too) {
  UeventWatcher watcher;
  ASSERT_GE(watcher.fd(), 0) << watcher.state().why;
  ASSERT_TRUE(runs("ip link add hf3 type veth peer name hf4"));
  EXPECT_TRUE(
      has(read_all(watcher), SightingKind::device_changed, "/devices/virtual/net/hf3", "add"));
}

TEST_F(OwnNetwork, what_a_process_sends_is_not_taken_for_the_kernels_word) {
  UeventWatcher watcher;
  ASSERT_GE(watcher.fd(), 0);
  Descriptor forger(::socket(16, 3, 15));  // AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT
  sockaddr to{};
  to.sa_family = 16;
  const std::uint32_t kernel_group = 1;
  std::memcpy(to.sa_data + 6, &kernel_group, sizeof kernel_group);
  constexpr char kForged[] = "offline@/devices/system/cpu/cpu0\0SUBSYSTEM=cpu";
  if (::sendto(forger.fd(), kForged, sizeof kForged, 0, &to, 12) < 0) {
    GTEST_SKIP() << "this kernel lets nobody send to the group";
  }
  EXPECT_TRUE(read_all(watcher, 100).empty());
}

/// Does a shell's write of the value that is there anyway reach `watcher`? By `how` it is run.
bool is_told(FanotifyWatcher& watcher, const std::string& how) {
  constexpr std::string_view kFile = "/proc/sys/net/core/somaxconn";
  const std::string script = how +
                             " sh -c 'v=$(cat /proc/sys/net/core/somaxconn); echo $v > "
                             "/proc/sys/net/core/somaxconn; sleep 0.3' & ";
  EXPECT_TRUE(runs(script));
  const auto sightings = read_all(watcher, 1000);
  return std::any_of(sightings.begin(), sightings.end(), [&](const Sighting& sighting) {
    return sighting.kind == SightingKind::file_written && sighting.what == kFile &&
           sighting.actor && sighting.actor->comm == "sh";
  });
}

TEST_F(OwnNetwork, a_writer_of_the_real_procfs_is_named_but_not_one_of_another_network) {
  FanotifyWatcher watcher({.filesystems = {"/proc"}, .folders = {}},
                          std::make_shared<ActorResolver>());
  if (watcher.fd() < 0) GTEST_SKIP() << watcher.state().why;
  EXPECT_TRUE(is_told(watcher, ""));
  EXPECT_TRUE(is_told(watcher, "unshare -m"));
  EXPECT_FALSE(is_told(watcher, "unshare -n"));
}

TEST_F(OwnNetwork, a_writer_of_the_real_sysfs_is_named_below_its_interface) {
  const TemporaryFolder folder;
  folder.make_folder("sys");
  // sysfs shows the interfaces of the network in which it is mounted.
  if (::unshare(CLONE_NEWNS) != 0 ||
      ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("sysfs", folder.at("sys").c_str(), "sysfs", 0, nullptr) != 0) {
    GTEST_SKIP() << "a sysfs of our own is refused";
  }
  FanotifyWatcher watcher({.filesystems = {folder.at("sys")}, .folders = {}},
                          std::make_shared<ActorResolver>());
  if (watcher.fd() < 0) GTEST_SKIP() << watcher.state().why;
  EXPECT_TRUE(runs("sh -c 'echo 1000 > " + folder.at("sys/class/net/hf0/gro_flush_timeout") +
                   "; sleep 0.3' &"));
  const auto sightings = read_all(watcher, 1000);
  EXPECT_TRUE(
      has(sightings, SightingKind::file_written, "/sys/class/net/hf0/gro_flush_timeout", ""));
  ::umount2(folder.at("sys").c_str(), MNT_DETACH);
}

TEST(irqbalance_watcher, a_daemon_that_starts_and_stops_is_seen_also_when_its_folder_is_new) {
  const TemporaryFolder run;
  IrqbalanceWatcher watcher(run.path());
  ASSERT_GE(watcher.fd(), 0) << watcher.state().why;
  run.write("irqbalance/irqbalance812.sock", "");
  EXPECT_TRUE(has(read_all(watcher), SightingKind::irqbalance_started, "812", ""));
  std::filesystem::remove(run.at("irqbalance/irqbalance812.sock"));
  EXPECT_TRUE(has(read_all(watcher), SightingKind::irqbalance_stopped, "812", ""));
  run.write("irqbalance/irqbalance900.sock", "");
  run.write("irqbalance/other", "");
  EXPECT_EQ(read_all(watcher).size(), 1U);
  std::filesystem::remove_all(run.at("irqbalance"));
  static_cast<void>(read_all(watcher));
  run.write("irqbalance/irqbalance901.sock", "");
  EXPECT_TRUE(has(read_all(watcher), SightingKind::irqbalance_started, "901", ""));
}

TEST(irqbalance_watcher, a_daemon_that_was_there_before_is_no_news) {
  const TemporaryFolder run;
  run.write("irqbalance/irqbalance812.sock", "");
  IrqbalanceWatcher watcher(run.path());
  EXPECT_TRUE(read_all(watcher, 50).empty());
}

TEST(irqbalance_watcher, a_refusal_is_told_and_tried_again_after_a_second) {
  const TemporaryFolder run;
  IrqbalanceWatcher watcher(run.at("none"));
  EXPECT_EQ(watcher.state().state, SourceState::absent);
  EXPECT_NE(watcher.state().why.find("ENOENT"), std::string::npos) << watcher.state().why;
  std::vector<Sighting> out;
  EXPECT_FALSE(watcher.read({1'000'000'000}, 10, out));
  run.make_folder("none");
  EXPECT_FALSE(watcher.read({1'500'000'000}, 10, out));
  EXPECT_EQ(watcher.state().state, SourceState::absent);
  static_cast<void>(watcher.read({2'000'000'000}, 10, out));
  EXPECT_EQ(watcher.state().state, SourceState::watching);
}

TEST(process_events, who_died_is_remembered_with_its_program_and_its_parent) {
  auto events = std::make_shared<ProcessEvents>();
  if (events->fd() < 0) GTEST_SKIP() << events->state().why;
  const char* arguments[] = {"sleep", "0.1", nullptr};
  pid_t child = -1;
  ASSERT_EQ(
      ::posix_spawnp(&child, "sleep", nullptr, nullptr, const_cast<char**>(arguments), environ), 0);
  const Instant end{now().ns + 100'000'000};
  while (now() < end) {  // as the agent does, while it lives
    bool lost = false;
    pollfd ready{.fd = events->fd(), .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, 10) > 0) events->take(now(), lost);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ActorResolver actors(events);
  const Actor actor = actors.resolve(static_cast<std::uint32_t>(child), -1, true, now());
  EXPECT_NE(actor.exe.find("/"), std::string::npos) << "the exe is " << actor.exe;
  EXPECT_FALSE(actor.comm.empty());
  ASSERT_FALSE(actor.parents.empty());
  EXPECT_TRUE(actor.parents[0].ends_with("(" + std::to_string(::getpid()) + ")"));
}

TEST(actor, a_process_that_nobody_knows_has_its_pid_alone) {
  ActorResolver actors;
  const Actor actor = actors.resolve(4'000'000'000U, -1, false, now());
  EXPECT_EQ(actor, (Actor{.pid = ThreadId{4'000'000'000U}}));
}

TEST(actor, a_reaped_process_is_not_taken_for_whoever_has_its_number_now) {
  ActorResolver actors;
  const auto own = static_cast<std::uint32_t>(::getpid());
  EXPECT_EQ(actors.resolve(own, -1, true, now()), (Actor{.pid = ThreadId{own}}));
}

TEST(actor, this_very_process_is_known_well) {
  ActorResolver actors;
  const auto own = static_cast<std::uint32_t>(::getpid());
  const Actor actor = actors.resolve(own, -1, false, now());
  EXPECT_EQ(actor.exe, std::filesystem::read_symlink("/proc/self/exe"));
  EXPECT_EQ(actor.uid, ::geteuid());
  EXPECT_FALSE(actor.cgroup.empty());
  EXPECT_FALSE(actor.parents.empty());
  EXPECT_LE(actor.parents.size(), 4U);
}

TEST(watchers, all_are_there_each_watching_or_with_its_sentence) {
  const auto watchers = open_watchers();
  ASSERT_EQ(watchers.size(), 6U);
  for (const auto& watcher : watchers) {
    const auto state = watcher->state();
    EXPECT_EQ(state.name, watcher->name());
    EXPECT_EQ(state.state == SourceState::absent, watcher->fd() < 0) << state.name;
    EXPECT_EQ(state.state == SourceState::watching, state.why.empty())
        << state.name << ": " << state.why;
  }
}

}  // namespace
}  // namespace holdfast
