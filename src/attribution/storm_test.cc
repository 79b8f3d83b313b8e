#include "attribution/storm.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace holdfast {
namespace {

constexpr Instant at(double seconds) { return {static_cast<std::int64_t>(seconds * 1e9)}; }

Event change(std::string subject, std::string from, std::string to, std::string unit = "") {
  Event event;
  event.subject = std::move(subject);
  event.from = std::move(from);
  event.to = std::move(to);
  if (!unit.empty()) event.actor = Actor{.comm = "sh", .unit = std::move(unit)};
  return event;
}

std::vector<Event> take_all(Storm& storm, int count, Instant now, const std::string& unit) {
  std::vector<Event> told;
  for (int i = 0; i < count; ++i) {
    auto some = storm.take(
        change("eth0 rx " + std::to_string(i % 4), std::to_string(i), std::to_string(i + 1), unit),
        now);
    told.insert(told.end(), some.begin(), some.end());
  }
  return told;
}

TEST(storm, a_few_changes_are_told_as_they_are) {
  Storm storm;
  const auto told = take_all(storm, 20, at(1), "a.service");
  EXPECT_EQ(told.size(), 20U);
  EXPECT_FALSE(storm.is_holding());
  EXPECT_TRUE(storm.flush(at(3)).empty());
}

TEST(storm, what_is_beyond_becomes_one_event_with_the_last_state_of_each_object) {
  Storm storm;
  EXPECT_EQ(take_all(storm, 500, at(1), "a.service").size(), 20U);
  EXPECT_TRUE(storm.is_holding());
  EXPECT_TRUE(storm.flush(at(1.9)).empty());
  const auto told = storm.flush(at(2));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].kind, EventKind::storm);
  EXPECT_EQ(told[0].count, 480U);
  EXPECT_EQ(told[0].subject, "eth0 rx 3");
  EXPECT_EQ(told[0].from, "23");
  EXPECT_EQ(told[0].to, "500");
  EXPECT_EQ(told[0].evidence,
            "480 changes in 1 s by sh of a.service; now eth0 rx 0 is 497, eth0 rx 1 is 498, "
            "eth0 rx 2 is 499, eth0 rx 3 is 500");
  EXPECT_FALSE(storm.is_holding());
}

TEST(storm, where_an_interrupt_is_delivered_does_not_hide_what_its_mask_is) {
  Storm storm;
  for (int i = 0; i < 30; ++i) {
    static_cast<void>(storm.take(change("eth0 rx 0", "0", "1", "a.service"), at(1)));
    auto moved = change("eth0 rx 0", "1", "0", "a.service");
    moved.kind = EventKind::moved;
    static_cast<void>(storm.take(moved, at(1)));
  }
  const auto told = storm.flush(at(2));
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].evidence, "10 changes in 1 s by sh of a.service; now eth0 rx 0 is 1");
  EXPECT_EQ(told[1].evidence,
            "10 moves in 1 s by sh of a.service; now eth0 rx 0 is delivered to 0");
}

TEST(storm, another_actor_is_told_meanwhile) {
  Storm storm;
  take_all(storm, 100, at(1), "a.service");
  EXPECT_EQ(storm.take(change("eth1 rx 0", "0", "1", "b.service"), at(1.1)).size(), 1U);
  EXPECT_EQ(storm.take(change("eth1 rx 0", "1", "2"), at(1.1)).size(), 1U);
}

TEST(storm, without_an_actor_a_storm_is_of_one_object) {
  Storm storm;
  std::size_t told = 0;
  for (int i = 0; i < 30; ++i) told += storm.take(change("eth0 rx 0", "0", "1"), at(1)).size();
  for (int i = 0; i < 5; ++i) told += storm.take(change("eth0 rx 1", "0", "1"), at(1)).size();
  EXPECT_EQ(told, 25U);
}

TEST(storm, a_storm_that_goes_on_is_summed_up_once_a_span) {
  Storm storm;
  take_all(storm, 50, at(1), "a.service");
  const auto told = take_all(storm, 50, at(2.5), "a.service");
  ASSERT_EQ(told.size(), 21U);
  EXPECT_EQ(told[0].kind, EventKind::storm);
  EXPECT_EQ(told[0].count, 30U);
}

TEST(storm, what_is_no_change_is_never_kept_back) {
  Storm storm;
  take_all(storm, 100, at(1), "a.service");
  auto repair = change("eth0 rx 0", "0", "1", "a.service");
  repair.kind = EventKind::repair;
  EXPECT_EQ(storm.take(repair, at(1)).size(), 1U);
}

TEST(storm, counts_that_are_at_least_stay_so) {
  Storm storm;
  take_all(storm, 20, at(1), "a.service");
  auto merged = change("eth0 rx 0", "0", "1", "a.service");
  merged.count = 7;
  merged.exact = false;
  storm.take(merged, at(1));
  const auto told = storm.flush(at(2));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].count, 7U);
  EXPECT_FALSE(told[0].exact);
  EXPECT_TRUE(told[0].evidence.starts_with("at least 7 changes"));
}

TEST(storm, only_so_many_actors_are_counted) {
  Storm storm({.most = 1, .most_keys = 2});
  for (const auto* unit : {"a", "b", "c"}) {
    for (int i = 0; i < 3; ++i) storm.take(change("x", "0", "1", unit), at(1));
  }
  EXPECT_EQ(storm.flush(at(2)).size(), 2U);
}

TEST(storm, no_change_is_ever_lost_and_the_last_state_is_always_told) {
  EXPECT_TRUE(rc::check([] {
    Storm storm({.most = 3});
    std::uint64_t given = 0, told = 0;
    std::map<std::string, std::string> last_given, last_told;
    const auto hear = [&](const std::vector<Event>& events) {
      for (const auto& event : events) {
        told += event.count;
        last_told[event.subject] = event.to;
      }
    };
    double seconds = 0;
    const int count = *rc::gen::inRange(0, 60);
    for (int i = 0; i < count; ++i) {
      seconds += *rc::gen::inRange(0, 4) / 10.0;
      auto event = change("x", std::to_string(i), std::to_string(i + 1),
                          *rc::gen::element<std::string>("", "a.service"));
      event.count = *rc::gen::inRange<std::uint64_t>(1, 5);
      given += event.count;
      // One object, and one key at a time: the order between keys is not kept.
      event.subject += event.actor ? "a" : "";
      last_given[event.subject] = event.to;
      hear(storm.take(event, at(seconds)));
      if (*rc::gen::arbitrary<bool>()) hear(storm.flush(at(seconds)));
    }
    hear(storm.flush(at(seconds + 1)));
    RC_ASSERT(told == given);
    RC_ASSERT(last_told == last_given);
    RC_ASSERT(!storm.is_holding());
  }));
}

}  // namespace
}  // namespace holdfast
