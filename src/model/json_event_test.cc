#include "model/json_event.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

Event full_event() {
  Event event;
  event.number = 7;
  event.at_ns = 1'777'628'823'112'000'000;
  event.seen_ns = event.at_ns + 80'000;
  event.object = {.kind = SettingKind::vector, .nic = "eth0", .name = "rx 0", .irq = IrqNumber{38}};
  event.subject = "eth0 rx 0 (irq 38)";
  event.from = "2";
  event.to = "0";
  event.wanted = "2";
  event.cause = EventCause::irqbalance;
  event.evidence = "irqbalance wrote /proc/irq/38/smp_affinity";
  event.actor = Actor{.pid = ThreadId{812},
                      .comm = "irqbalance",
                      .exe = "/usr/sbin/irqbalance",
                      .cgroup = "/system.slice/irqbalance.service",
                      .unit = "irqbalance.service",
                      .uid = 0,
                      .parents = {"systemd (1)"}};
  event.count = 3;
  event.exact = false;
  return event;
}

std::string mistake_in(std::string_view text) {
  const auto event = event_from_json(text);
  return event ? "none" : event.error().sentence;
}

TEST(json_event, an_event_comes_back_as_it_was) {
  EXPECT_EQ(event_from_json(to_json(full_event())).value_or(Event{}), full_event());
  EXPECT_EQ(event_from_json(to_json(Event{})).value_or(full_event()), Event{});
}

TEST(json_event, an_event_is_one_line_also_when_a_process_has_an_odd_name) {
  Event event = full_event();
  event.actor->comm = "a\nb\xff";
  const auto line = to_json(event);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(event_from_json(line).value_or(Event{}), event);
}

TEST(json_event, what_is_wrong_is_named_by_its_place) {
  EXPECT_EQ(mistake_in("{"), "not JSON, or cut short");
  EXPECT_EQ(mistake_in(R"({"kind":"chnage","cause":"writer"})"),
            "/kind is not a kind of event, such as \"change\"");
  EXPECT_EQ(mistake_in(R"({"kind":"change","cause":"ghost"})"),
            "/cause is not a cause, such as \"writer\" or \"unknown\"");
  EXPECT_EQ(mistake_in(R"({"kind":"change","cause":"writer","actor":{"pid":-1}})"),
            "/actor/pid is not a whole number up to 4294967295");
  EXPECT_EQ(mistake_in(R"({"kind":"change","cause":"writer","at_ns":9223372036854775808})"),
            "/at_ns is not a whole number up to 9223372036854775807");
}

TEST(json_event, what_is_left_out_is_the_default) {
  const auto event = event_from_json(R"({"kind":"link","cause":"unknown"})");
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->count, 1U);
  EXPECT_TRUE(event->exact);
  EXPECT_FALSE(event->actor.has_value());
}

}  // namespace
}  // namespace holdfast
