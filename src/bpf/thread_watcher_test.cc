#include "bpf/thread_watcher.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "bpf/affinity_watcher.h"
#include "host/reading.h"

namespace holdfast {
namespace {

holdfast_thread_record some_record() {
  holdfast_thread_record raw{};
  raw.at_ns = 5'000'000'000;
  raw.requests = 3;
  raw.cgroup = 77;
  raw.thread = 1204;
  raw.flags = HOLDFAST_THREAD_BY_CALL;
  raw.pid = 4711;
  raw.uid = 1000;
  raw.parent = 4700;
  std::memcpy(raw.comm, "taskset", 8);
  std::memcpy(raw.parent_comm, "a\nb", 4);
  raw.mask[0] = 0b1001;
  return raw;
}

std::optional<ThreadRecord> parsed(const holdfast_thread_record& raw, std::uint32_t cpus) {
  return parse_thread_record({reinterpret_cast<const std::uint8_t*>(&raw), sizeof raw}, cpus);
}

TEST(thread_record, every_part_is_read_and_a_name_cannot_break_a_line) {
  const auto record = parsed(some_record(), 4);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->at, Instant{5'000'000'000});
  EXPECT_EQ(record->requests, 3U);
  EXPECT_EQ(record->thread, 1204U);
  EXPECT_TRUE(record->by_call);
  EXPECT_FALSE(record->by_kernel);
  EXPECT_EQ(record->cpus.to_list(), "0,3");
  EXPECT_EQ(record->actor.pid, 4711U);
  EXPECT_EQ(record->actor.uid, 1000U);
  EXPECT_EQ(record->actor.parent, 4700U);
  EXPECT_EQ(record->actor.cgroup, 77U);
  EXPECT_EQ(record->actor.comm, "taskset");
  EXPECT_EQ(record->actor.parent_comm, "a?b");
  EXPECT_EQ(parsed(some_record(), 3)->cpus.to_list(), "0");
}

TEST(thread_record, other_bytes_are_refused) {
  auto raw = some_record();
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(&raw);
  EXPECT_FALSE(parse_thread_record({bytes, sizeof raw - 1}, 4));
  EXPECT_FALSE(parse_thread_record({}, 4));
  raw.flags = 0x80;
  EXPECT_FALSE(parsed(raw, 4));
}

TEST(thread_watcher, switched_off_it_says_so_and_watches_nothing) {
  ThreadWatcher watcher(ThreadProbe(4, false), std::make_shared<ActorResolver>());
  watcher.set_threads({ThreadId{1}});
  EXPECT_EQ(watcher.state().state, SourceState::absent);
  EXPECT_NE(watcher.state().why.find("--no-bpf"), std::string::npos);
  EXPECT_EQ(watcher.fd(), -1);
  EXPECT_FALSE(watcher.has_unread());
  std::vector<Sighting> seen;
  EXPECT_FALSE(watcher.read(monotonic_now(), 8, seen));
  EXPECT_TRUE(seen.empty());
}

/// This process moves itself: it is told with itself as the mover where the kernel takes the
/// programs, and there is a sentence why not where it does not.
TEST(thread_watcher, a_thread_that_is_moved_is_told_or_there_is_a_sentence_why_not) {
  ThreadWatcher watcher(ThreadProbe(possible_cpus(), true), std::make_shared<ActorResolver>());
  const auto self = static_cast<std::uint32_t>(::syscall(SYS_gettid));
  watcher.set_threads({ThreadId{self}});
  if (watcher.state().state != SourceState::watching) {
    EXPECT_NE(watcher.state().why, "");
    if (watcher.state().state == SourceState::absent) return;
  }
  cpu_set_t cpus;
  ASSERT_EQ(::sched_getaffinity(0, sizeof cpus, &cpus), 0);
  EXPECT_FALSE(watcher.has_unread());
  ASSERT_EQ(::sched_setaffinity(0, sizeof cpus, &cpus), 0);
  EXPECT_TRUE(watcher.has_unread());
  std::vector<Sighting> seen;
  while (watcher.read(monotonic_now(), 8, seen)) {
  }
  EXPECT_FALSE(watcher.has_unread());
  const auto own = std::find_if(seen.begin(), seen.end(), [&](const Sighting& one) {
    return one.kind == SightingKind::thread_requested && one.what == std::to_string(self);
  });
  ASSERT_NE(own, seen.end());
  ASSERT_TRUE(own->actor);
  EXPECT_EQ(own->actor->pid, ThreadId{static_cast<std::uint32_t>(::getpid())});
  watcher.set_threads({});
  ASSERT_EQ(::sched_setaffinity(0, sizeof cpus, &cpus), 0);
  seen.clear();
  watcher.read(monotonic_now(), 8, seen);
  EXPECT_TRUE(seen.empty()) << "nobody asked for this thread any more";
}

}  // namespace
}  // namespace holdfast
