// The agents of serve, driven turn by turn in one thread. Every allocation of this test program is
// counted: none may come from the packet path.
#include <gtest/gtest.h>

#include "base/allocation_count_test_fixture.h"
#include "gateway/application_agent.h"
#include "gateway/delta_agent.h"
#include "gateway/gateway_run.h"
#include "gateway/snapshot_agent.h"

namespace holdfast {
namespace {

ServeOptions options_of(std::size_t streams, std::uint64_t ring) {
  ServeOptions options;
  StreamOptions first;
  first.group = *parse_endpoint("239.78.1.1:4000");
  first.ring = ring;
  for (std::size_t i = 0; i < streams; ++i) {
    options.streams.push_back(first);
    ++first.group.address[3];
  }
  options.sending.interface = "lo";
  options.session = "TEST";
  options.linger_ns = 0;
  return options;
}

struct Bed {
  explicit Bed(ServeOptions serve_options)
      : options(std::move(serve_options)),
        shared(options),
        delta(DeltaAgent::make(shared, 0)),
        application(shared),
        publisher(shared.application_ring.ring) {
    EXPECT_TRUE(delta) << delta.error().sentence;
  }

  /// A message of `length` bytes about a stock, into the application ring.
  void bring(char type, std::uint16_t locate, std::uint16_t length) {
    SourceMessage message{.length = length};
    message.bytes[0] = static_cast<std::uint8_t>(type);
    message.bytes[1] = static_cast<std::uint8_t>(locate >> 8U);
    message.bytes[2] = static_cast<std::uint8_t>(locate);
    ASSERT_TRUE(publisher.try_publish(bytes_of(message)));
  }
  void turn_application() {
    while (application.do_work(now) == TurnOutcome::something) {
    }
  }
  void turn_delta() {
    now.ns += 20'000'000;
    while (delta->do_work(now) == TurnOutcome::something) {
    }
  }

  ServeOptions options;
  ServeShared shared;
  Result<DeltaAgent> delta;
  ApplicationAgent application;
  GatewayPublisher publisher;
  Instant now{1'000'000'000};
};

/// A warm day, and the same again without an allocation.
void expect_no_allocation(Bed& bed) {
  for (const bool is_counted : {false, true}) {
    const auto before = allocations();
    for (std::uint16_t i = 0; i < 5000; ++i) {
      bed.bring(i % 2 == 0 ? 'A' : 'D', i, i % 2 == 0 ? 36 : 19);
      if (i % 100 != 0) continue;
      bed.turn_application();
      bed.turn_delta();
    }
    if (is_counted) {
      EXPECT_EQ(allocations(), before);
    }
  }
  bed.turn_application();
  bed.turn_delta();
  std::uint64_t sent = 0;
  for (const auto& stream : bed.shared.streams) sent += value_in(stream.messages);
  // Locate 0 came twice, and is everyone's.
  EXPECT_EQ(sent, 10'000U + 2 * 2);
}

TEST(ServeAgents, SendWithoutAnAllocation) {
  Bed bed(options_of(3, 1024));
  expect_no_allocation(bed);
}

TEST(ServeAgents, SendByAfXdpWithoutAnAllocation) {
  auto options = options_of(3, 1024);
  options.sending.method = SendMethod::af_xdp;
  if (const auto may = StreamLines::make(options, {0}, 0); !may) {
    GTEST_SKIP() << may.error().sentence;
  }
  Bed bed(options);
  expect_no_allocation(bed);
  EXPECT_EQ(value_in(bed.shared.senders[0].refused), 0U);
}

TEST(ServeAgents, EveryMessageIsSentOrCountedAsLost) {
  Bed bed(options_of(3, 64));
  for (int round = 0; round < 5; ++round) {
    for (std::uint16_t i = 1; i <= 500; ++i) bed.bring('D', i, 19);
    bed.turn_application();  // round the ring several times while nobody reads
    bed.turn_delta();
  }
  std::uint64_t lost = 0;
  for (const auto& stream : bed.shared.streams) {
    EXPECT_EQ(value_in(stream.messages) + value_in(stream.lost),
              value_in(stream.next_sequence) - 1);
    lost += value_in(stream.lost);
  }
  EXPECT_GT(lost, 2000U);
}

TEST(ServeAgents, MalformedMessagesAreCountedByTheirKindAndNotPublished) {
  Bed bed(options_of(1, 64));
  bed.bring('?', 1, 19);
  bed.bring('D', 1, 20);
  bed.bring('D', 1, 19);
  bed.bring('D', 1, 0);
  bed.turn_application();
  EXPECT_EQ(value_in(bed.shared.application.malformed[0]), 2U);
  EXPECT_EQ(value_in(bed.shared.application.malformed[1]), 1U);
  EXPECT_EQ(value_in(bed.shared.streams[0].next_sequence), 2U);
}

TEST(ServeAgents, EndWhenTheirRingsAreDrained) {
  Bed bed(options_of(2, 64));
  bed.bring('D', 1, 19);
  bed.shared.stages.source_is_over = true;
  EXPECT_EQ(bed.application.do_work(bed.now), TurnOutcome::something);
  EXPECT_EQ(bed.application.do_work(bed.now), TurnOutcome::over);
  EXPECT_EQ(bed.delta->do_work(bed.now), TurnOutcome::over);
  EXPECT_EQ(value_in(bed.shared.streams[1].messages), 1U);
  EXPECT_EQ(value_in(bed.shared.streams[1].datagrams), 2U);  // with the end of the session
}

TEST(PlaceThreads, ThePinnedOneHasItsCpuToItself) {
  auto options = options_of(3, 64);
  options.threads.topology = Topology::single_pinned;
  const auto layout = layout_of(options);
  const CpuSet all = CpuSet::range(0, 3);
  EXPECT_FALSE(place_threads(options, layout, all, all));  // which CPU?
  options.threads.cpu = 3;
  const auto placed = place_threads(options, layout, all, all);
  ASSERT_TRUE(placed) << placed.error().sentence;
  EXPECT_EQ(*placed, (std::vector<CpuSet>{{0, 1, 2}, {0, 1, 2}, {3}, {0, 1, 2}}));
  // An isolated CPU is none that we were given, and may be taken all the same.
  options.threads.cpu = 7;
  EXPECT_TRUE(place_threads(options, layout, all, CpuSet::range(0, 7)));
  EXPECT_FALSE(place_threads(options, layout, all, all));
  options.threads.cpu = 0;
  const auto alone = place_threads(options, layout, CpuSet{0}, CpuSet{0});
  ASSERT_TRUE(alone);
  EXPECT_EQ((*alone)[0], CpuSet{0});
}

}  // namespace
}  // namespace holdfast
