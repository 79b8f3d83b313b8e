#include "hooks/hook_queue.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

Instant at(double seconds) { return {static_cast<std::int64_t>(seconds * 1e9)}; }

Event change(const char* to, const char* wanted) {
  Event event;
  event.kind = EventKind::change;
  event.to = to;
  event.wanted = wanted;
  return event;
}

TEST(HookQueue, DriftsTransitionsRefusalsAndYieldsGoOut) {
  EXPECT_TRUE(is_for_hooks(change("0", "2")));
  EXPECT_FALSE(is_for_hooks(change("2", "2")));
  EXPECT_FALSE(is_for_hooks(change("0", "")));
  Event event;
  event.kind = EventKind::regime;
  EXPECT_FALSE(is_for_hooks(event));
  event.to = "AFFINITY_WARN";
  EXPECT_TRUE(is_for_hooks(event));
  for (const auto kind : {EventKind::refused_repair, EventKind::yield}) {
    event.kind = kind;
    EXPECT_TRUE(is_for_hooks(event));
  }
  for (const auto kind : {EventKind::repair, EventKind::policy, EventKind::pause, EventKind::lease,
                          EventKind::link, EventKind::hotplug, EventKind::source}) {
    event.kind = kind;
    EXPECT_FALSE(is_for_hooks(event)) << name_of(kind);
  }
}

TEST(HookQueue, GivesThemInOrderAndNoMoreAtOnceThanMayRun) {
  HookQueue queue({.most_running = 2});
  for (const char* text : {"a", "b", "c"}) queue.push(text, at(0));
  EXPECT_EQ(queue.next(at(0))->text, "a");
  const auto second = queue.next(at(0));
  EXPECT_EQ(second->text, "b");
  EXPECT_FALSE(queue.next(at(0)));
  EXPECT_FALSE(queue.due());
  queue.ended(second->id, true, at(1));
  EXPECT_EQ(queue.next(at(1))->text, "c");
  EXPECT_EQ(queue.counts().delivered, 1);
}

TEST(HookQueue, TriesAgainAfterGrowingGapsAndThenGivesUp) {
  HookQueue queue({.tries = 4, .first_gap_seconds = 1, .longest_gap_seconds = 10});
  queue.push("a", at(0));
  double now = 0;
  for (const double gap : {1.0, 4.0, 10.0}) {
    const auto tried = queue.next(at(now));
    ASSERT_TRUE(tried) << now;
    queue.ended(tried->id, false, at(now));
    EXPECT_EQ(queue.due(), at(now + gap));
    EXPECT_FALSE(queue.next(at(now + gap - 0.001)));
    now += gap;
  }
  const auto last = queue.next(at(now));
  EXPECT_EQ(last->attempt, 4);
  queue.ended(last->id, false, at(now));
  EXPECT_FALSE(queue.due());
  EXPECT_EQ(queue.counts().failed, 1);
  EXPECT_EQ(queue.counts().retries, 3);
  EXPECT_EQ(queue.counts().waiting, 0);
}

TEST(HookQueue, OneThatWaitsForItsNextTryLetsOthersPass) {
  HookQueue queue;
  queue.push("a", at(0));
  queue.ended(queue.next(at(0))->id, false, at(0));
  queue.push("b", at(0.5));
  EXPECT_EQ(queue.next(at(0.5))->text, "b");
  EXPECT_EQ(queue.next(at(1))->text, "a");
}

TEST(HookQueue, WhenFullTheOldestIsDroppedAndCounted) {
  HookQueue queue({.most_waiting = 2, .most_running = 1});
  queue.push("running", at(0));
  const auto running = queue.next(at(0));
  for (const char* text : {"a", "b", "c"}) queue.push(text, at(0));
  EXPECT_EQ(queue.counts().dropped, 1);
  EXPECT_EQ(queue.counts().waiting, 3);
  // One that failed is the oldest there is.
  queue.ended(running->id, false, at(0));
  EXPECT_EQ(queue.counts().dropped, 2);
  EXPECT_EQ(queue.next(at(9))->text, "b");
}

TEST(HookQueue, AnEndOfWhatDoesNotRunChangesNothing) {
  HookQueue queue;
  queue.push("a", at(0));
  const auto once = queue.next(at(0));
  queue.ended(once->id, true, at(0));
  queue.ended(once->id, false, at(0));
  queue.ended(77, true, at(0));
  EXPECT_EQ(queue.counts().delivered, 1);
  EXPECT_FALSE(queue.due());
}

}  // namespace
}  // namespace holdfast
