// With the real kernel: a tree of our own on a tmpfs of our own, in a mount namespace of our own.
#include "host/fanotify_watcher.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <spawn.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "host/temporary_folder.h"
#include "host/watcher_test_fixture.h"

namespace holdfast {
namespace {

/// A tmpfs that looks like /proc/irq, in a mount namespace that ends with this process.
class WatchedTree {
 public:
  WatchedTree() {
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, nullptr) != 0) {
      why_not_ = "a mount namespace and a tmpfs in it are refused";
      return;
    }
    is_mounted_ = true;
    folder_.write("proc/irq/38/smp_affinity_list", "2\n");
    folder_.write("proc/irq/38/node", "0\n");
  }
  WatchedTree(const WatchedTree&) = delete;
  WatchedTree& operator=(const WatchedTree&) = delete;
  ~WatchedTree() {
    if (is_mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
  }
  const std::string& why_not() const { return why_not_; }
  std::string at(std::string_view path) const { return folder_.at(path.substr(1)); }
  FanotifyOptions options() const {
    return {.root = folder_.path(), .filesystems = {folder_.path()}, .folders = {}};
  }

 private:
  TemporaryFolder folder_;
  bool is_mounted_ = false;
  std::string why_not_;
};

constexpr std::string_view kFile = "/proc/irq/38/smp_affinity_list";

int run_shell(const std::string& script) {
  const char* arguments[] = {"sh", "-c", script.c_str(), nullptr};
  pid_t child = -1;
  if (::posix_spawn(&child, "/bin/sh", nullptr, nullptr, const_cast<char**>(arguments), environ) !=
      0) {
    return -1;
  }
  return child;
}

int wait_for(int child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

#define NEEDS(condition, why)              \
  do {                                     \
    if (!(condition)) GTEST_SKIP() << why; \
  } while (false)

class FanotifyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    NEEDS(tree_.why_not().empty(), tree_.why_not());
    watcher_ =
        std::make_unique<FanotifyWatcher>(tree_.options(), std::make_shared<ActorResolver>());
    NEEDS(watcher_->fd() >= 0, watcher_->state().why);
  }
  void write(std::string_view path, std::string_view text) const {
    const int file = ::open(tree_.at(path).c_str(), O_WRONLY | O_CLOEXEC);
    ASSERT_GE(file, 0);
    EXPECT_EQ(::write(file, text.data(), text.size()), static_cast<ssize_t>(text.size()));
    ::close(file);
  }
  WatchedTree tree_;
  std::unique_ptr<FanotifyWatcher> watcher_;
};

TEST_F(FanotifyTest, a_writer_is_named_with_its_program_and_its_parents) {
  const int child = run_shell("echo 0 > " + tree_.at(kFile) + "; sleep 0.3");
  ASSERT_GT(child, 0);
  const auto sightings = read_all(*watcher_);
  wait_for(child);
  ASSERT_FALSE(sightings.empty());
  const auto& sighting = sightings.front();
  EXPECT_EQ(sighting.kind, SightingKind::file_written);
  EXPECT_EQ(sighting.what, kFile);
  EXPECT_FALSE(sighting.exact);
  ASSERT_TRUE(sighting.actor.has_value());
  EXPECT_EQ(sighting.actor->pid, ThreadId{static_cast<std::uint32_t>(child)});
  EXPECT_EQ(sighting.actor->comm, "sh");
  EXPECT_TRUE(sighting.actor->exe.starts_with("/")) << sighting.actor->exe;
  EXPECT_EQ(sighting.actor->uid, ::getuid());
  ASSERT_FALSE(sighting.actor->parents.empty());
  EXPECT_TRUE(sighting.actor->parents[0].ends_with("(" + std::to_string(::getpid()) + ")"));
  EXPECT_EQ(watcher_->state().state, SourceState::watching);
  EXPECT_EQ(watcher_->state().events, sightings.size());
}

TEST_F(FanotifyTest, our_own_writes_are_told_and_our_own_readings_are_not) {
  watcher_->set_files({std::string(kFile)});
  const int file = ::open(tree_.at(kFile).c_str(), O_RDONLY | O_CLOEXEC);
  ::close(file);
  EXPECT_TRUE(read_all(*watcher_, 50).empty());
  write(kFile, "3");
  const auto sightings = read_all(*watcher_);
  ASSERT_EQ(sightings.size(), 1U);
  EXPECT_EQ(sightings[0].actor->pid, ThreadId{static_cast<std::uint32_t>(::getpid())});
}

TEST_F(FanotifyTest, many_writes_of_one_process_are_one_sighting_of_at_least_so_many) {
  for (int i = 0; i < 50; ++i) write(kFile, "3");
  const auto sightings = read_all(*watcher_);
  ASSERT_EQ(sightings.size(), 1U);
  EXPECT_GE(sightings[0].count, 1U);
  EXPECT_LE(sightings[0].count, 50U);
  EXPECT_FALSE(sightings[0].exact);
}

TEST_F(FanotifyTest, a_file_that_nobody_watches_is_not_told) {
  const int file = ::open(tree_.at("/proc/other").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_GE(file, 0);
  EXPECT_EQ(::write(file, "x", 1), 1);
  ::close(file);
  EXPECT_TRUE(read_all(*watcher_, 50).empty());
}

TEST_F(FanotifyTest, a_file_that_was_made_anew_is_still_watched) {
  watcher_->set_files({std::string(kFile)});
  ASSERT_EQ(::unlink(tree_.at(kFile).c_str()), 0);
  const int file = ::open(tree_.at(kFile).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_GE(file, 0);
  EXPECT_EQ(::write(file, "1", 1), 1);
  ::close(file);
  EXPECT_EQ(read_all(*watcher_).size(), 1U);
}

TEST_F(FanotifyTest, openings_are_told_of_the_files_that_were_set_and_only_when_wanted) {
  auto options = tree_.options();
  options.tell_openings = true;
  FanotifyWatcher watcher(options, std::make_shared<ActorResolver>());
  watcher.set_files({std::string(kFile)});
  const int child =
      run_shell("cat " + tree_.at(kFile) + " " + tree_.at("/proc/irq/38/node") + " > /dev/null");
  wait_for(child);
  const auto sightings = read_all(watcher);
  ASSERT_EQ(sightings.size(), 1U);
  EXPECT_EQ(sightings[0].kind, SightingKind::file_opened);
  EXPECT_EQ(sightings[0].what, kFile);
}

TEST_F(FanotifyTest, no_more_are_told_than_the_limit_and_none_is_lost) {
  for (int i = 0; i < 20; ++i) {
    const auto file = "/proc/irq/" + std::to_string(100 + i);
    const int made = ::open(tree_.at(file).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ASSERT_GE(made, 0);
    EXPECT_EQ(::write(made, "x", 1), 1);
    ::close(made);
  }
  std::size_t turns = 0;
  std::vector<Sighting> all;
  bool more = true;
  while (more) {
    std::vector<Sighting> some;
    more = watcher_->read(now(), 6, some);
    EXPECT_LE(some.size(), 6U);
    all.insert(all.end(), some.begin(), some.end());
    ASSERT_LT(++turns, 20U);
  }
  EXPECT_EQ(all.size(), 20U);
}

TEST_F(FanotifyTest, every_descriptor_of_an_event_is_closed) {
  const auto open_files = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
  };
  write(kFile, "3");
  static_cast<void>(read_all(*watcher_, 50));
  const auto before = open_files();
  for (int i = 0; i < 20; ++i) {
    write(kFile, "3");
    write("/proc/irq/38/node", "3");
    static_cast<void>(read_all(*watcher_, 20));
  }
  EXPECT_EQ(open_files(), before);
}

TEST_F(FanotifyTest, a_queue_that_overflows_is_a_sighting) {
  std::FILE* bound = std::fopen("/proc/sys/fs/fanotify/max_queued_events", "r");
  NEEDS(bound != nullptr, "the kernel does not tell the length of fanotify's queue");
  int most = 0;
  EXPECT_EQ(std::fscanf(bound, "%d", &most), 1);
  std::fclose(bound);
  NEEDS(most <= 100'000, "fanotify's queue is too long here to be filled");
  for (int i = 0; i <= most; ++i) {  // a file each, so that nothing is merged
    const auto file = tree_.at("/proc/irq/x" + std::to_string(i));
    const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ASSERT_GE(made, 0);
    EXPECT_EQ(::write(made, "x", 1), 1);
    ::close(made);
  }
  const auto sightings = read_all(*watcher_);
  const auto overflows =
      std::count_if(sightings.begin(), sightings.end(), [](const Sighting& sighting) {
        return sighting.kind == SightingKind::overflow && sighting.what == "fanotify";
      });
  EXPECT_EQ(overflows, 1);
}

TEST(fanotify_watcher, a_refusal_is_told_in_a_sentence_and_reading_goes_on) {
  FanotifyWatcher watcher({.filesystems = {"/nowhere"}, .folders = {}},
                          std::make_shared<ActorResolver>());
  EXPECT_EQ(watcher.fd(), -1);
  EXPECT_EQ(watcher.state().state, SourceState::absent);
  EXPECT_FALSE(watcher.state().why.empty());
  std::vector<Sighting> none;
  EXPECT_FALSE(watcher.read(now(), 10, none));
  EXPECT_TRUE(none.empty());
}

}  // namespace
}  // namespace holdfast
