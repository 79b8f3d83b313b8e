#include "model/event.h"

#include <gtest/gtest.h>

#include <set>

#include "model/sighting.h"

namespace holdfast {
namespace {

template <class Value, class Parse>
void expect_names_to_parse(Value last, Parse parse) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    const auto value = static_cast<Value>(i);
    EXPECT_EQ(parse(name_of(value)), value) << name_of(value);
    names.insert(name_of(value));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(last) + 1);
  EXPECT_EQ(parse("none"), std::nullopt);
}

TEST(event, every_cause_has_a_name_of_its_own_that_parses) {
  expect_names_to_parse(EventCause::unknown, parse_event_cause);
  EXPECT_EQ(name_of(EventCause::irqbalance_config), "irqbalance-config");
}

TEST(event, every_kind_has_a_name_of_its_own_that_parses) {
  expect_names_to_parse(EventKind::storm, parse_event_kind);
  EXPECT_EQ(name_of(EventKind::refused_repair), "refused-repair");
}

TEST(event, every_kind_of_sighting_has_a_name_of_its_own) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(SightingKind::overflow); ++i) {
    names.insert(name_of(static_cast<SightingKind>(i)));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(SightingKind::overflow) + 1);
}

TEST(event, an_actor_is_its_unit_else_its_exe_else_its_cgroup_and_never_a_pid) {
  Actor actor{.pid = ThreadId{812}, .comm = "irqbalance"};
  EXPECT_EQ(identity_of(actor), "");
  actor.cgroup = "/system.slice/irqbalance.service";
  EXPECT_EQ(identity_of(actor), "/system.slice/irqbalance.service");
  actor.exe = "/usr/sbin/irqbalance";
  EXPECT_EQ(identity_of(actor), "/usr/sbin/irqbalance");
  actor.unit = "irqbalance.service";
  EXPECT_EQ(identity_of(actor), "irqbalance.service");
}

TEST(event, an_actor_is_told_with_all_that_is_known) {
  Actor actor{.pid = ThreadId{812}, .comm = "irqbalance", .unit = "irqbalance.service"};
  EXPECT_EQ(label_of(actor), "irqbalance.service (irqbalance, pid 812)");
  actor = {.pid = ThreadId{4711}, .comm = "sh", .unit = "sshd.service"};
  EXPECT_EQ(label_of(actor), "sh (pid 4711) of sshd.service");
  EXPECT_EQ(label_of({.pid = ThreadId{4711}, .exe = "/bin/dash"}), "dash (pid 4711)");
  EXPECT_EQ(label_of({.pid = ThreadId{4711}}), "a process (pid 4711)");
  EXPECT_EQ(label_of({.unit = "cron.service"}), "a process of cron.service");
  EXPECT_EQ(label_of(Actor{}), "an unknown process");
  EXPECT_EQ(label_of({.comm = "a\x1b[2J"}), "a\\x1b[2J");
}

TEST(event, a_line_has_time_object_values_and_who) {
  Event event;
  event.at_ns = (9LL * 3600 + 47 * 60 + 3) * 1'000'000'000 + 112'999'999;
  event.object = {.kind = SettingKind::vector, .nic = "eth0", .name = "rx 0", .irq = IrqNumber{38}};
  event.subject = label_of(event.object);
  event.from = "2";
  event.to = "0";
  event.actor = Actor{.pid = ThreadId{812}, .comm = "irqbalance", .unit = "irqbalance.service"};
  EXPECT_EQ(to_line(event),
            "09:47:03.112  eth0 rx 0 (irq 38)  2 → 0  irqbalance.service (irqbalance, pid 812)");
}

TEST(event, a_line_without_an_actor_says_the_cause) {
  Event event;
  event.subject = "eth0 rx 0 (irq 38)";
  event.to = "0-3";
  EXPECT_EQ(to_line(event), "00:00:00.000  eth0 rx 0 (irq 38)  ? → 0-3  cause unknown");
  event.cause = EventCause::link_flap;
  event.count = 4;
  event.exact = false;
  EXPECT_EQ(to_line(event),
            "00:00:00.000  eth0 rx 0 (irq 38)  ? → 0-3  at least 4 times  "
            "the link went down or came up");
}

TEST(event, a_line_of_another_kind_says_which_and_stays_one_line) {
  Event event;
  event.kind = EventKind::refused_repair;
  event.subject = "eth0 rx 0 (irq 38)";
  event.evidence = "ENOSPC\nno vector";
  EXPECT_EQ(to_line(event),
            "00:00:00.000  eth0 rx 0 (irq 38)  refused-repair: ENOSPC\\x0ano vector");
}

}  // namespace
}  // namespace holdfast
