#include "fanout/serve_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "fanout/gateway_metrics.h"
#include "fanout/gateway_summary.h"
#include "fanout/message_check.h"
#include "fanout/thread_sched.h"
#include "model/gateway_gauges.h"

namespace holdfast {
namespace {

using ::testing::HasSubstr;

ServeReading reading_with(std::uint64_t batch, std::uint64_t turn_ns) {
  ServeReading reading;
  reading.seconds = 2;
  reading.messages = 3'000'000;
  reading.rings.push_back({.name = "events", .capacity = 8192, .published = 5});
  reading.rings[0].readers.push_back({.name = "delta", .batch = batch, .messages = 1234567});
  reading.threads.push_back({.name = "hf-delta",
                             .cpus = "0-1",
                             .turns = 10,
                             .turns_ns = 20'000,
                             .longest_ns = turn_ns,
                             .involuntary = 7});
  reading.streams.push_back({.name = "a",
                             .session = "S-000",
                             .group = "239.1.1.1:4000",
                             .messages = 41,
                             .lost = 9,
                             .digest = 0xabc});
  return reading;
}

std::uint64_t batch_of(const ServeReading& reading) { return reading.rings[0].readers[0].batch; }

TEST(ServeWatch, EachWatcherSeesTheLargestSinceItsOwnLastLook) {
  ServeWatch watch;
  watch.saw(reading_with(5, 50));
  watch.saw(reading_with(3, 70));
  EXPECT_EQ(batch_of(watch.look(Watcher::metrics)), 5U);
  watch.saw(reading_with(2, 10));
  EXPECT_EQ(batch_of(watch.look(Watcher::metrics)), 2U);
  const auto screen = watch.look(Watcher::screen);
  EXPECT_EQ(batch_of(screen), 5U);
  EXPECT_EQ(screen.threads[0].longest_ns, 70U);
  EXPECT_EQ(batch_of(watch.look(Watcher::screen)), 0U);
  EXPECT_EQ(batch_of(watch.look(Watcher::whole)), 5U);
  EXPECT_EQ(batch_of(watch.look(Watcher::whole)), 5U);
}

TEST(LargestBatch, IsThatOfAllReadersWithItsName) {
  auto reading = reading_with(5, 0);
  reading.rings[0].readers.push_back({.name = "snapshot", .batch = 8});
  EXPECT_EQ(largest_batch(reading).reader, "snapshot");
  EXPECT_EQ(largest_batch(reading).events, 8U);
  EXPECT_EQ(lost_of(reading), 9U);
}

TEST(GatewayMetrics, HaveEachFamilyOnceWithItsLabels) {
  const auto text = gateway_metrics(reading_with(5, 70));
  EXPECT_THAT(text, HasSubstr("\nholdfast_gateway_reader_largest_batch_events{ring=\"events\","
                              "reader=\"delta\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("\nholdfast_gateway_thread_longest_turn_seconds{thread=\"hf-delta\"} "
                              "7e-08\n"));
  EXPECT_THAT(text, HasSubstr("\nholdfast_gateway_stream_lost_messages_total{stream=\"a\"} 9\n"));
  // The kernel did not tell of migrations.
  EXPECT_THAT(text, ::testing::Not(HasSubstr("holdfast_gateway_thread_migrations_total")));
}

TEST(GatewayMetrics, AreExplainedInTheDocs) {
  std::ifstream file(HOLDFAST_SOURCE_DIR "/docs/gateway.md");
  const std::string docs{std::istreambuf_iterator<char>(file), {}};
  EXPECT_THAT(docs, HasSubstr(gateway_metrics_table()));
}

TEST(GatewaySummary, AsJsonNamesWhatItSays) {
  const auto text = summary_json(reading_with(5, 70), 5);
  EXPECT_THAT(text, HasSubstr("\"exit_status\": 5"));
  EXPECT_THAT(text, HasSubstr("\"digest\": \"0000000000000abc\""));
  EXPECT_THAT(text, HasSubstr("\"mean_turn_ns\": 2000"));
}

// What one program writes and the other one reads.
TEST(GatewaySummary, SoFarIsReadAsTheGaugesOfAGateway) {
  auto reading = reading_with(5, 70);
  reading.rings[0].readers[0].depth = 3;
  reading.streams[0].recent_lost = {{.first = 7, .end = 10}};
  const auto gauges = gateway_gauges_from_json(summary_json(reading, std::nullopt));
  ASSERT_TRUE(gauges) << gauges.error().sentence;
  EXPECT_EQ(gauges->seconds, 2);
  EXPECT_EQ(gauges->rings, (std::vector{GatewayGauges::Ring{"events", 8192, 5, 0}}));
  EXPECT_EQ(gauges->readers, (std::vector{GatewayGauges::Reader{
                                 .ring = "events",
                                 .reader = "delta",
                                 .depth = 3,
                                 .largest_batch = 5,
                                 .events = 1234567,
                             }}));
  EXPECT_EQ(gauges->threads, (std::vector{GatewayGauges::Thread{.thread = "hf-delta",
                                                                .turns = 10,
                                                                .turns_ns = 20'000,
                                                                .longest_turn_ns = 70,
                                                                .involuntary_switches = 7}}));
  EXPECT_EQ(gauges->lost, (std::vector{GatewayGauges::Lost{"S-000", 7, 9}}));
}

TEST(GatewaySummary, AsTextIsOneLine) {
  EXPECT_EQ(summary_text(reading_with(5, 70)),
            "3,000,000 messages in 2.0 s; 41 sent in 0 datagrams on 1 stream; 9 lost, 0 "
            "malformed; largest batch 5 (delta)\n");
}

TEST(GatewayScreen, FitsIntoItsRowsAndColumns) {
  const auto lines = draw_gateway(reading_with(5, 70), {}, 100, 80);
  for (const auto& line : lines) EXPECT_LE(line.size(), 82U) << line;  // "µ" has two bytes
  EXPECT_THAT(lines, ::testing::Contains(HasSubstr("1,234,567")));
  EXPECT_THAT(lines, ::testing::Contains(HasSubstr("moved")));
  EXPECT_EQ(draw_gateway(reading_with(5, 70), {}, 3, 20).size(), 3U);
  for (const auto& line : draw_gateway(reading_with(5, 70), {}, 100, 20)) {
    EXPECT_LE(line.size(), 22U);
  }
}

TEST(ThreadSched, MigrationsAreFoundByTheirName) {
  EXPECT_EQ(parse_migrations("x (1, #threads: 1)\n---\nse.exec_start  :  1.5\n"
                             "se.nr_migrations                             :                 42\n"),
            42U);
  EXPECT_EQ(parse_migrations("se.nr_migrations : -1\n"), std::nullopt);
  EXPECT_EQ(parse_migrations(""), std::nullopt);
}

TEST(MessageCheck, KnowsTypesAndTheirLengths) {
  const MessageCheck check;
  std::vector<std::uint8_t> bytes(36, 'A');
  EXPECT_EQ(check.fault_of(SourceMessage::of(bytes)), std::nullopt);
  bytes.pop_back();
  EXPECT_EQ(check.fault_of(SourceMessage::of(bytes)), MessageFault::wrong_length);
  bytes[0] = '?';
  EXPECT_EQ(check.fault_of(SourceMessage::of(bytes)), MessageFault::unknown_type);
  EXPECT_EQ(check.fault_of(SourceMessage::of({})), MessageFault::unknown_type);
  EXPECT_EQ(check.fault_of(SourceMessage::of(std::vector<std::uint8_t>(70'000, 'A'))),
            MessageFault::wrong_length);
}

}  // namespace
}  // namespace holdfast
