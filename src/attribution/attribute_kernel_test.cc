// What the kernel itself told of an interrupt: who asked, what it refused, what nobody asked for.
#include <gtest/gtest.h>

#include "attribution/attribute_test_fixture.h"

namespace holdfast {
namespace {

TEST(attribute_kernel, a_move_after_a_refused_vector_is_exhaustion) {
  Change moved = vector_change();
  moved.effective_only = true;
  const auto found = of(moved, {seen(SightingKind::vector_refused, "38", "2", 10.4)});
  EXPECT_EQ(found.cause, EventCause::vector_exhaustion);
  EXPECT_EQ(found.evidence, "the kernel had no vector left on CPUs 2 for interrupt 38");
  EXPECT_EQ(found.at, at(10.4));
  EXPECT_EQ(cause_of(moved, {seen(SightingKind::vector_refused, "39", "2", 10.4)}),
            EventCause::unknown);
}

TEST(attribute_kernel, a_mask_that_goes_back_because_no_vector_was_left_is_exhaustion) {
  auto asked = seen(SightingKind::affinity_requested, "38", "2", 9.9);
  asked.actor = kShell;
  const auto refused = seen(SightingKind::vector_refused, "38", "2", 10.4);
  EXPECT_EQ(cause_of(vector_change(), {asked, refused}), EventCause::vector_exhaustion);
  // Somebody asked between the two readings: it is that one's change, and the refusal a step of it.
  asked.at = at(10.3);
  EXPECT_EQ(cause_of(vector_change(), {asked, refused}), EventCause::writer);
  // A refusal before the first reading explains no mask.
  const auto earlier = seen(SightingKind::vector_refused, "38", "2", 9.8);
  EXPECT_EQ(cause_of(vector_change(), {earlier}), EventCause::unknown);
}

TEST(attribute_kernel, a_move_that_nobody_asked_for_is_the_kernels_when_all_requests_are_seen) {
  Change change = vector_change();
  change.effective_only = true;
  const auto found = of(change, {seen(SightingKind::affinity_unasked, "38", "0", 10.5)});
  EXPECT_EQ(found.cause, EventCause::kernel);
  EXPECT_EQ(found.evidence, "the kernel gave interrupt 38 CPUs 0, and nobody had asked for it");
  EXPECT_EQ(cause_of(change, {seen(SightingKind::affinity_unasked, "39", "0", 10.5)}),
            EventCause::unknown);
  // That it reached the chip says nothing of who asked.
  EXPECT_EQ(cause_of(change, {seen(SightingKind::affinity_applied, "38", "0", 10.5)}),
            EventCause::unknown);
}

TEST(attribute_kernel, what_happened_to_the_nic_says_more_than_that_nobody_asked) {
  EXPECT_EQ(cause_of(vector_change(), {seen(SightingKind::link_changed, "eth0", "down", 10.3),
                                       seen(SightingKind::affinity_unasked, "38", "0", 10.5)}),
            EventCause::link_flap);
}

TEST(attribute_kernel, whoever_asked_the_kernel_is_the_writer) {
  auto asked = seen(SightingKind::affinity_requested, "38", "0", 10.4);
  asked.actor = Actor{.pid = ThreadId{4711}, .comm = "sh"};  // gone before its program was read
  const auto found = of(vector_change(), {asked});
  EXPECT_EQ(found.cause, EventCause::writer);
  EXPECT_EQ(found.evidence, "sh (pid 4711) asked for CPUs 0 for interrupt 38");
  asked.detail.clear();
  asked.count = 100000;
  EXPECT_EQ(of(vector_change(), {asked}).evidence,
            "sh (pid 4711) asked for the CPUs of interrupt 38, 100000 times");
}

TEST(attribute_kernel, whoever_asked_the_kernel_comes_before_whoever_wrote_a_file) {
  auto asked = seen(SightingKind::affinity_requested, "38", "0", 10.4);
  asked.actor = kShell;
  const auto wrote = written(std::string(kFile), 10.6, kIrqbalance);
  EXPECT_EQ(of(vector_change(), {asked, wrote}).actor, kShell);
  // Not when it was before the first reading, and the file was written after it.
  asked.at = at(9.5);
  EXPECT_EQ(of(vector_change(), {asked, wrote}).actor, kIrqbalance);
}

TEST(attribute_kernel, what_a_driver_asks_for_is_its_own_and_names_whoever_ran) {
  const Actor ethtool{.pid = ThreadId{77}, .comm = "ethtool", .exe = "/usr/sbin/ethtool"};
  auto hint = seen(SightingKind::affinity_hinted, "38", "0", 10.4);
  hint.actor = ethtool;
  const auto found = of(vector_change(), {hint});
  EXPECT_EQ(found.cause, EventCause::driver_reset);
  EXPECT_EQ(found.actor, ethtool);
  EXPECT_EQ(found.evidence,
            "its driver asked for CPUs 0 for interrupt 38, while ethtool (pid 77) ran");
  Change of_no_nic = vector_change();
  of_no_nic.object.nic.clear();
  EXPECT_EQ(cause_of(of_no_nic, {hint}), EventCause::kernel);
  hint.what = "39";
  EXPECT_EQ(cause_of(vector_change(), {hint}), EventCause::unknown);
}

TEST(attribute_kernel, a_driver_that_asks_after_a_writer_was_seen_is_not_that_writer) {
  auto asked = seen(SightingKind::affinity_requested, "38", "2", 9.5);
  asked.actor = kShell;
  const auto hint = seen(SightingKind::affinity_hinted, "38", "0", 10.4);
  EXPECT_EQ(cause_of(vector_change(), {asked, hint}), EventCause::driver_reset);
  asked.at = at(10.6);
  EXPECT_EQ(cause_of(vector_change(), {hint, asked}), EventCause::writer);
}

TEST(attribute_kernel, a_channel_change_names_whoever_ran_when_the_driver_asked) {
  auto hint = seen(SightingKind::affinity_hinted, "38", "0", 10.4);
  hint.actor = Actor{.pid = ThreadId{77}, .comm = "ethtool"};
  const auto found =
      of(vector_change(), {hint, seen(SightingKind::ethtool_notified, "eth0", "channels", 10.5)});
  EXPECT_EQ(found.cause, EventCause::channel_change);
  EXPECT_EQ(found.actor, hint.actor);
  EXPECT_EQ(found.evidence,
            "the kernel told that the channels of eth0 were set; its CPUs were asked for while "
            "ethtool (pid 77) ran");
}

}  // namespace
}  // namespace holdfast
