#include "store/store.h"

#include "store/store_test_fixture.h"

namespace holdfast {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(StoreTest, AnEventComesBackAsItWasWithEveryMember) {
  auto store = open();
  Event plain;
  plain.number = 2;
  plain.actor = Actor{};
  Event bare;
  bare.number = 3;
  store.append(full_event(1));
  store.append(plain);
  store.append(bare);
  ASSERT_TRUE(store.flush(kStartNs));
  const auto events = reader().events_after(0, 10);
  ASSERT_TRUE(events) << events.error().sentence;
  EXPECT_THAT(*events, ElementsAre(full_event(1), plain, bare));
}

TEST_F(StoreTest, EveryKindAndCauseComesBack) {
  auto store = open();
  std::uint64_t number = 0;
  for (int kind = 0; kind <= static_cast<int>(EventKind::storm); ++kind) {
    for (int cause = 0; cause <= static_cast<int>(EventCause::unknown); ++cause) {
      Event event;
      event.number = ++number;
      event.kind = static_cast<EventKind>(kind);
      event.cause = static_cast<EventCause>(cause);
      store.append(event);
    }
  }
  ASSERT_TRUE(store.flush(kStartNs));
  const auto events = reader().events_after(0, 1000);
  ASSERT_TRUE(events && events->size() == number);
  number = 0;
  for (int kind = 0; kind <= static_cast<int>(EventKind::storm); ++kind) {
    for (int cause = 0; cause <= static_cast<int>(EventCause::unknown); ++cause, ++number) {
      EXPECT_EQ((*events)[number].kind, static_cast<EventKind>(kind));
      EXPECT_EQ((*events)[number].cause, static_cast<EventCause>(cause));
    }
  }
}

TEST_F(StoreTest, NumbersGoOnOverARestartAndAfterTheEventsAreGone) {
  {
    auto store = open();
    EXPECT_EQ(store.next_event_number(), 1U);
    Event event;
    store.append(event);  // takes the next
    store.append(event);
    EXPECT_EQ(store.next_event_number(), 3U);
    ASSERT_TRUE(store.flush(kStartNs));
  }
  {
    auto store = open();
    EXPECT_EQ(store.next_event_number(), 3U);
  }
  {
    auto opened = SqliteDatabase::open(database(), SqliteDatabase::Access::write);
    ASSERT_TRUE(opened && opened->execute("DELETE FROM events"));
  }
  auto store = open();
  EXPECT_EQ(store.next_event_number(), 3U);
}

TEST_F(StoreTest, EventsAreReadAfterANumberAndTheNewestSinceAnInstant) {
  auto store = open();
  for (std::uint64_t i = 1; i <= 10; ++i) {
    Event event;
    event.number = i;
    event.at_ns = static_cast<std::int64_t>(i) * 100;
    store.append(event);
  }
  ASSERT_TRUE(store.flush(kStartNs - 400 * 86400 * kSecondNs));
  const auto numbers = [](const Result<std::vector<Event>>& events) {
    std::vector<std::uint64_t> found;
    if (events) {
      for (const auto& event : *events) found.push_back(event.number);
    }
    return found;
  };
  const auto read = reader();
  EXPECT_THAT(numbers(read.events_after(7, 2)), ElementsAre(8, 9));
  EXPECT_THAT(numbers(read.events_after(10, 2)), IsEmpty());
  EXPECT_THAT(numbers(read.newest_events(500, 3)), ElementsAre(8, 9, 10));
  EXPECT_THAT(numbers(read.newest_events(900, 10)), ElementsAre(9, 10));
}

TEST_F(StoreTest, AFramesFiguresComeBackAsTheyWere) {
  MetricFrame frame = frame_at(kStartNs);
  frame.vam_effective = 0.125;
  frame.active_vectors = 8;
  frame.drifted_vectors = 1;
  frame.nrs = {0.25, "irq-counts"};
  frame.sad_delta = -0.01;
  frame.jitter = {.hj95_ns = 1e4, .ratio = 1.5, .count = 77, .source = "probe", .clock = "phc0"};
  frame.softirq_delay = SoftirqDelay{1.5, 2.5, 3.5, 44};
  frame.interrupts = UINT64_C(1) << 63;
  frame.softnet_squeezed = 3;
  frame.steal = 0.5;
  frame.own = {0.01, 1 << 20, 5000, 2};
  frame.regime = Regime::drifted;
  frame.seconds_in_regime = 9.5;
  frame.gates = {0.5, 0.25, true, true};
  frame.canary = "treated 5 washout";
  auto store = open();
  store.append(frame);
  ASSERT_TRUE(store.flush(kStartNs));
  const auto frames = reader().frames(kStartNs, kStartNs + 1, 10);
  ASSERT_TRUE(frames) << frames.error().sentence;
  EXPECT_THAT(*frames, ElementsAre(frame));
}

TEST_F(StoreTest, AFramesBlockOfACanaryIsAColumnThatIsEmptyWithoutASchedule) {
  auto store = open();
  for (const char* label : {"", "none", "control 6"}) {
    auto frame = frame_at(kStartNs);
    frame.canary = label;
    store.append(frame);
  }
  ASSERT_TRUE(store.flush(kStartNs));
  EXPECT_THAT(query("SELECT canary IS NULL, canary FROM frames ORDER BY id", 2),
              ElementsAre("1|", "0|none", "0|control 6"));
}

TEST_F(StoreTest, FramesAreOfAHalfOpenRangeAndThinnedEvenly) {
  auto store = open();
  for (int i = 0; i < 1000; ++i) store.append(frame_at(kStartNs + i * kSecondNs));
  ASSERT_TRUE(store.flush(kStartNs));
  const auto read = reader();
  EXPECT_THAT(*read.frames(kStartNs, kStartNs + 10 * kSecondNs, 100), SizeIs(10));
  const auto thin = read.frames(0, INT64_MAX, 100);
  ASSERT_TRUE(thin);
  ASSERT_THAT(*thin, SizeIs(100));
  EXPECT_EQ(thin->front().at_ns, kStartNs);
  EXPECT_GE(thin->back().at_ns, kStartNs + 985 * kSecondNs);
  for (std::size_t i = 1; i < thin->size(); ++i) {
    EXPECT_NEAR(static_cast<double>((*thin)[i].at_ns - (*thin)[i - 1].at_ns), 10e9, 1.5e9);
  }
}

TEST_F(StoreTest, InterruptCountsAreCumulativeAndOnlyOfWhatFiredAndHasATarget) {
  {
    auto store = open();
    auto frame = busy_frame(kStartNs, 2, 10);
    frame.vectors.push_back({.irq = {7}, .delivered = {{CpuId{0}, 5}}});  // no target
    store.append(frame);
    frame = busy_frame(kStartNs + kSecondNs, 2, 5);
    frame.vectors[0].delivered = {{CpuId{0}, 1}, {CpuId{9}, 4}};
    frame.vectors[1].delivered = {};
    store.append(frame);
    store.append({}, "md1", kStartNs);
    ASSERT_TRUE(store.flush(kStartNs));
  }
  auto store = open();  // totals go on
  store.append({}, "md1", kStartNs);
  ASSERT_TRUE(store.flush(kStartNs));
  store.append(busy_frame(kStartNs + 2 * kSecondNs, 1, 1));
  ASSERT_TRUE(store.flush(kStartNs));
  EXPECT_THAT(query("SELECT (ts_ns - 1760000000000000000) / 1000000000, irq, name, cpu, count "
                    "FROM host_irq ORDER BY ts_ns, irq, cpu",
                    5),
              ElementsAre("0|100|eth0 rx 0|0|10", "0|101|eth0 rx 1|1|10", "1|100|eth0 rx 0|0|11",
                          "1|100|eth0 rx 0|9|4", "2|100|eth0 rx 0|0|12"));
}

TEST_F(StoreTest, TheHostTablesHaveTheColumnsOfTheAnalytics) {
  auto store = open();
  Intent intent;
  intent.topology.possible = {0, 1, 2};
  intent.topology.online = {0, 1};
  intent.topology.cpus = {{.id = {0}, .node = NumaNode{0}}, {.id = {1}, .node = NumaNode{1}}};
  intent.targets = {{{100}, "eth0", "rx 0", {0}, NumaNode{1}, true}};
  store.append(intent, "md1", kStartNs);
  store.append(intent, "md1", kStartNs + 1);  // the same: not kept
  store.append(busy_frame(kStartNs, 1, 10));
  store.append(busy_frame(kStartNs + kSecondNs, 1, 10));
  auto moved = busy_frame(kStartNs + 2 * kSecondNs, 1, 10);
  moved.vectors[0].effective = {3};
  moved.cpus[0].time_squeezed = 2;
  store.append(moved);
  store.append(full_event(1));
  ASSERT_TRUE(store.flush(kStartNs));
  EXPECT_THAT(query("SELECT host, cpu, node, online, nic, nic_node FROM host_topology", 6),
              ElementsAre("md1|0|0|1||", "md1|1|1|1||", "md1|2||0||", "md1||||eth0|1"));
  EXPECT_THAT(query("SELECT host, irq, requested_list, effective_list, target_list "
                    "FROM host_affinity",
                    5),
              ElementsAre("md1|100|0|0|0", "md1|100|0|3|0"));
  EXPECT_THAT(query("SELECT host, cpu, processed, dropped, time_squeeze FROM host_softnet", 5),
              ElementsAre("md1|0|10|0|0", "md1|0|30|0|2"));
  EXPECT_THAT(query("SELECT host, cpu, net_rx FROM host_softirq", 3),
              ElementsAre("md1|0|10", "md1|0|30"));
  EXPECT_THAT(query("SELECT host, irq, \"from\", cause FROM affinity_events", 4),
              ElementsAre("md1|38|2|irqbalance_config"));
  for (const char* empty : {"SELECT host, irq, ts_hw_ns, ts_user_ns, stamp FROM pkt_latency",
                            "SELECT host, ts_ns, cpu, llc_miss, instructions, packets FROM cache",
                            "SELECT host, ts_ns, source, offset_ns, max_error_ns FROM clock"}) {
    EXPECT_THAT(query(empty, 3), IsEmpty());
  }
}

TEST_F(StoreTest, WhatWasTracedIsInTheHostsTablesAndEmptyWhereItWasNot) {
  auto store = open();
  for (int second = 0; second < 12; ++second) {
    auto frame = busy_frame(kStartNs + second * kSecondNs, 1, 10);
    if (second < 6) frame.cpus[0].traced_rx = 0.25;
    frame.cpus[0].traced_tx = frame.cpus[0].traced_rx;
    store.append(frame);
  }
  auto frame = frame_at(kStartNs + 12 * kSecondNs);
  frame.kept_delays = {{IrqNumber{100}, kStartNs + 1000, kStartNs + 3500, false},
                       {std::nullopt, 37, kStartNs + 3600, true}};
  store.append(frame);
  store.append({}, "md1", kStartNs);
  ASSERT_TRUE(store.flush(kStartNs));
  EXPECT_THAT(query("SELECT net_rx, net_rx_us, net_tx_us FROM host_softirq", 3),
              ElementsAre("10|250000|250000", "60|1500000|1500000", "110||"));
  EXPECT_THAT(query("SELECT irq, ts_hw_ns, ts_user_ns, stamp FROM pkt_latency", 4),
              ElementsAre("100|1760000000000001000|1760000000000003500|software",
                          "|37|1760000000000003600|phc"));
}

TEST_F(StoreTest, ARegimesEventIsATransitionAndAnOperatorsChangeIsNamedAsInTheAnalytics) {
  auto store = open();
  Event event;
  event.kind = EventKind::regime;
  event.from = "AFFINITY_ALIGNED";
  event.to = "AFFINITY_WARN";
  event.evidence = "VAM 0.09 for 3 windows";
  store.append(event);
  Event human = full_event(0);
  human.cause = EventCause::human;
  store.append(human);
  ASSERT_TRUE(store.flush(kStartNs));
  EXPECT_THAT(query("SELECT \"from\", \"to\", evidence FROM transitions", 3),
              ElementsAre("AFFINITY_ALIGNED|AFFINITY_WARN|VAM 0.09 for 3 windows"));
  EXPECT_THAT(query("SELECT cause FROM affinity_events", 1), ElementsAre("operator"));
}

TEST_F(StoreTest, ClocksAndCachesAreRowsAsTheyWereRead) {
  auto store = open();
  store.append(Intent{}, "md-1", kStartNs);
  store.append(ClockReading{kStartNs, "kernel", -40, 1000});
  store.append(ClockReading{kStartNs, "phc0", 37'000'000'000, std::nullopt});
  store.append(CacheReading{kStartNs, CpuId{2}, 10, 2000, 30});
  ASSERT_TRUE(store.flush(kStartNs));
  EXPECT_EQ(query("SELECT host, ts_ns, source, offset_ns, max_error_ns FROM clock", 5),
            (std::vector<std::string>{"md-1|" + std::to_string(kStartNs) + "|kernel|-40|1000",
                                      "md-1|" + std::to_string(kStartNs) + "|phc0|37000000000|"}));
  EXPECT_EQ(query("SELECT host, cpu, llc_miss, instructions, packets FROM cache", 5),
            (std::vector<std::string>{"md-1|2|10|2000|30"}));
}

TEST_F(StoreTest, AnApplyIsKeptOnceHoweverOftenItIsTold) {
  auto store = open();
  ApplyRecord apply{"1741", kStartNs, std::nullopt, "unfinished", "md-gateway", "7", 12, 0};
  store.append(apply);
  apply.ended_ns = kStartNs + 5;
  apply.outcome = "done";
  store.append(apply);
  ASSERT_TRUE(store.flush(kStartNs));
  EXPECT_THAT(*reader().newest_applies(5), ElementsAre(apply));
}

TEST_F(StoreTest, AFullQueueIsCountedAndKeepsRoomForEvents) {
  options_.queue = 80;
  auto store = open();
  for (int i = 0; i < 100; ++i) store.append(frame_at(kStartNs + i));
  EXPECT_EQ(store.counters().queued, 70U);
  EXPECT_EQ(store.counters().dropped, 30U);
  for (int i = 0; i < 20; ++i) store.append(Event{});
  EXPECT_EQ(store.counters().queued, 80U);
  EXPECT_EQ(store.counters().dropped, 40U);
  ASSERT_TRUE(store.flush(kStartNs, 30));
  EXPECT_EQ(store.counters().written, 30U);
  ASSERT_TRUE(store.flush(kStartNs));
  EXPECT_EQ(store.counters().queued, 0U);
  EXPECT_EQ(store.counters().written, 80U);
  EXPECT_EQ(store.next_event_number(), 21U);  // a dropped event's number is not used again
}

TEST_F(StoreTest, WhatADroppedFrameCountedIsInTheNextOnesTotals) {
  options_.queue = 80;
  auto store = open();
  for (int i = 0; i < 40; ++i) store.append(busy_frame(kStartNs + i, 1, 10));
  EXPECT_GT(store.counters().dropped, 0U);
  ASSERT_TRUE(store.flush(kStartNs));
  store.append(busy_frame(kStartNs + 100, 1, 10));
  ASSERT_TRUE(store.flush(kStartNs));
  EXPECT_EQ(number("SELECT max(count) FROM host_irq"), 410);
  EXPECT_EQ(number("SELECT count(*) FROM host_affinity"), 2);  // told again after the loss
}

TEST_F(StoreTest, ANewerHoldfastsStoreIsRefusedAndLeftAsItIs) {
  {
    auto store = open();
  }
  {
    auto opened = SqliteDatabase::open(database(), SqliteDatabase::Access::write);
    ASSERT_TRUE(opened && opened->execute("PRAGMA user_version=9"));
  }
  auto store = Store::open(options_, note_);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::unsupported);
  EXPECT_THAT(store.error().sentence, HasSubstr("a newer one wrote it"));
  EXPECT_EQ(StoreReader::open(folder_).error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace holdfast
