#include "rss/queue_check.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "packet/capture_test_fixture.h"
#include "rss/queue_verdict.h"
#include "rss/rss_test_vectors.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kQueues = 4;

Nic four_queues() {
  Nic nic;
  nic.name = "eth0";
  nic.channels = Channels{.combined = kQueues};
  RssContext context;
  context.function = "toeplitz";
  context.key.assign(std::begin(kVerificationKey), std::end(kVerificationKey));
  for (std::uint32_t bucket = 0; bucket < 128; ++bucket) {
    context.indirection.push_back(bucket % kQueues);
  }
  nic.rss.push_back(context);
  nic.hash_fields = {{.flow_type = "udp4", .l3 = true, .ports = true}};
  return nic;
}

// Where the frame udp_frame(from, to, port) belongs, by rss.h alone.
QueueIndex foretold(const Nic& nic, std::uint8_t from, std::uint8_t to, std::uint16_t port) {
  const Flow flow{.transport = Transport::udp,
                  .local = {{10, 0, 0, to}, port},
                  .remote = {{10, 0, 0, from}, 5000}};
  return *queue_of(nic, flow);
}

QueueIndex another(QueueIndex queue) { return {(queue.value + 1) % kQueues}; }

TEST(QueueCheck, packets_on_the_queue_foretold_agree) {
  const auto nic = four_queues();
  QueueCheck check(nic);
  for (std::uint16_t port = 1; port <= 50; ++port) {
    for (int i = 0; i < 2; ++i) check.take(udp_frame(1, 2, port), foretold(nic, 1, 2, port));
  }
  const auto result = check.result(10);
  EXPECT_EQ(result.right, 100U);
  EXPECT_EQ(result.flows, 50U);
  EXPECT_TRUE(result.wrong.empty());
  for (const auto& row : result.queues) EXPECT_EQ(row.foretold, row.came) << row.queue.value;
  const auto verdict = verdict_of("eth0", result, {}, 0);
  EXPECT_EQ(verdict.outcome, QueueOutcome::agrees);
  EXPECT_EQ(verdict.sentence,
            "eth0: every packet judged came on the queue foretold: 100 packets of 50 flows");
}

TEST(QueueCheck, strays_are_told_by_flow_the_worst_first) {
  const auto nic = four_queues();
  QueueCheck check(nic);
  for (std::uint16_t port = 1; port <= 5; ++port) {
    const auto right = foretold(nic, 1, 2, port);
    for (std::uint16_t i = 0; i < 6; ++i) {
      check.take(udp_frame(1, 2, port), i < port ? another(right) : right);
    }
  }
  const auto result = check.result(2);
  EXPECT_EQ(result.strays, 15U);
  EXPECT_EQ(result.wrong_flows, 5U);
  ASSERT_EQ(result.wrong.size(), 2U);
  EXPECT_EQ(to_text(result.wrong[0].flow), "udp 10.0.0.1:5000 to 10.0.0.2:5");
  EXPECT_EQ(result.wrong[0].elsewhere, 5U);
  EXPECT_EQ(result.wrong[0].packets, 6U);
  EXPECT_EQ(result.wrong[0].came_on, another(result.wrong[0].foretold));
  const auto verdict = verdict_of("eth0", result, {}, 3);
  EXPECT_EQ(verdict.outcome, QueueOutcome::differs);
  EXPECT_EQ(verdict.sentence,
            "eth0: 5 of 5 flows came on another queue than foretold: 15 of 30 packets judged (3 "
            "more were not seen)");
}

TEST(QueueCheck, what_cannot_be_foretold_is_counted_by_its_reason) {
  const auto nic = four_queues();
  QueueCheck check(nic, {}, 1);
  check.take(udp_frame(1, 2, 80, 1), QueueIndex{0});  // ICMP
  auto fragment = udp_frame(1, 2, 80);
  fragment[20] = 0x20;
  check.take(fragment, QueueIndex{0});
  auto nobody = udp_frame(0, 2, 80);
  nobody[26] = 0;  // 0.0.0.0
  check.take(nobody, QueueIndex{0});
  auto cut = udp_frame(1, 2, 80);
  cut.resize(36);
  check.take(cut, QueueIndex{0});
  check.take({}, QueueIndex{0});
  check.take(udp_frame(1, 2, 80, 6), QueueIndex{0});  // TCP, of which no fields are told
  check.take(udp_frame(1, 2, 81), QueueIndex{0});
  const auto result = check.result(1);
  std::map<std::string, std::uint64_t> reasons;
  for (const auto& one : result.unjudged) reasons[one.reason] = one.packets;
  const std::map<std::string, std::uint64_t> expected{
      {"neither TCP nor UDP", 1},
      {"a fragment", 1},
      {"sent before its sender had an address", 1},
      {"cut before its ports", 2},
      {"the driver does not say which fields it hashes for tcp4", 1},
      {"more than 1 flows", 1}};
  EXPECT_EQ(reasons, expected);
  EXPECT_EQ(result.judged(), 0U);
  EXPECT_EQ(verdict_of("eth0", result, {}, 0).sentence,
            "eth0: of 7 packets none could be judged, mostly because: cut before its ports");
}

TEST(QueueCheck, strays_that_something_may_have_moved_are_no_fault) {
  const auto nic = four_queues();
  QueueCheck check(nic, {{Transport::udp, "moved"}});
  check.take(udp_frame(1, 2, 80), another(foretold(nic, 1, 2, 80)));
  check.take(udp_frame(1, 2, 81), foretold(nic, 1, 2, 81));
  const auto result = check.result(1);
  EXPECT_EQ(result.strays, 0U);
  EXPECT_EQ(result.right, 1U);
  ASSERT_EQ(result.unjudged.size(), 1U);
  EXPECT_EQ(result.unjudged[0].reason, "moved");
}

TEST(QueueVerdict, a_change_in_the_watch_is_said_instead_of_judging) {
  const auto nic = four_queues();
  QueueCheck check(nic);
  check.take(udp_frame(1, 2, 80), another(foretold(nic, 1, 2, 80)));
  const auto verdict =
      verdict_of("eth0", check.result(1), {"the hash key", "the indirection table"}, 0);
  EXPECT_EQ(verdict.outcome, QueueOutcome::not_judged);
  EXPECT_EQ(verdict.sentence,
            "eth0: the hash key and the indirection table changed in the watch, so it is not "
            "judged; run it again");
}

TEST(QueueVerdict, nothing_that_came_verifies_nothing) {
  const auto nic = four_queues();
  const auto verdict = verdict_of("eth0", QueueCheck(nic).result(1), {}, 0);
  EXPECT_EQ(verdict.outcome, QueueOutcome::not_judged);
  EXPECT_NE(verdict.sentence.find("no packet came in the watch"), std::string::npos);
}

// 100 packets of one flow, with no queue recorded, against the counts given.
QueueVerdict by_counts(std::optional<std::uint64_t> on_its_queue, std::uint64_t elsewhere) {
  const auto nic = four_queues();
  QueueCheck check(nic);
  for (int i = 0; i < 100; ++i) check.take(udp_frame(1, 2, 80), std::nullopt);
  auto result = check.result(1);
  EXPECT_EQ(result.unrecorded, 100U);
  for (auto& row : result.queues) {
    if (!on_its_queue) continue;
    row.counted = row.queue == foretold(nic, 1, 2, 80) ? *on_its_queue : elsewhere;
  }
  return verdict_of("eth0", result, {}, 0);
}

TEST(QueueVerdict, without_recorded_queues_the_drivers_counts_must_not_be_less) {
  EXPECT_EQ(by_counts(100, 0).outcome, QueueOutcome::agrees);
  EXPECT_EQ(by_counts(5000, 700).outcome, QueueOutcome::agrees);  // others' packets
  EXPECT_EQ(by_counts(72, 0).outcome, QueueOutcome::agrees);      // counted late
  EXPECT_EQ(by_counts(71, 100).outcome, QueueOutcome::differs);
  const auto none = by_counts(std::nullopt, 0);
  EXPECT_EQ(none.outcome, QueueOutcome::not_judged);
  EXPECT_NE(none.sentence.find("counts none by queue"), std::string::npos);
}

RC_GTEST_PROP(QueueCheck, every_packet_is_right_or_astray_or_has_a_reason, ()) {
  const auto nic = four_queues();
  QueueCheck check(nic, {}, 20);
  const auto packets = *rc::gen::inRange(0, 200);
  std::uint64_t strays = 0, came = 0;
  for (int i = 0; i < packets; ++i) {
    const auto port = *rc::gen::inRange<std::uint16_t>(1, 30);
    const auto kind = *rc::gen::element<std::uint8_t>(17, 6, 1);
    const auto queue = *rc::gen::inRange<std::uint32_t>(0, kQueues + 1);
    check.take(udp_frame(1, 2, port, kind),
               queue < kQueues ? std::optional(QueueIndex{queue}) : std::nullopt);
    came += queue < kQueues ? 1 : 0;
  }
  const auto result = check.result(1000);
  std::uint64_t unjudged = 0, on_queues = 0;
  for (const auto& one : result.unjudged) unjudged += one.packets;
  for (const auto& one : result.wrong) {
    strays += one.elsewhere;
    RC_ASSERT(one.elsewhere <= one.packets);
    RC_ASSERT(one.came_on != one.foretold);
  }
  for (const auto& row : result.queues) on_queues += row.came;
  RC_ASSERT(result.packets == static_cast<std::uint64_t>(packets));
  RC_ASSERT(result.right + result.strays + unjudged == result.packets);
  RC_ASSERT(strays == result.strays);
  RC_ASSERT(on_queues == came);
  RC_ASSERT(result.unrecorded + came == result.packets);
  RC_ASSERT(result.flows <= 20U);
}

}  // namespace
}  // namespace holdfast
