#include "fanout/gateway_file.h"

#include <gtest/gtest.h>

#include "fanout/stream_table.h"
#include "fanout/thread_layout.h"

namespace holdfast {
namespace {

GatewayFile parsed(std::string_view text) {
  auto file = parse_gateway_file("g.yaml", text);
  EXPECT_TRUE(file) << file.error().sentence;
  return file ? *file : GatewayFile{};
}
std::string mistake_in(std::string_view text) {
  const auto file = parse_gateway_file("g.yaml", text);
  EXPECT_FALSE(file);
  return file ? "" : file.error().sentence;
}

TEST(GatewayFile, ReadsStreamsWithWhatDiffersBetweenThem) {
  const auto file = parsed(
      "topology: single-pinned\nidle: back-off\nring: 1024\n"
      "streams:\n"
      "  - {name: big, group: '239.1.1.1:4000', second-line: '239.2.1.1:4000', books: "
      "'1-100,205',\n"
      "     ring: 8192, policy: block}\n"
      "  - {group: '239.1.1.2:4000'}\n");
  EXPECT_EQ(file.topology, Topology::single_pinned);
  EXPECT_EQ(file.idle, IdleKind::back_off);
  ASSERT_EQ(file.streams.size(), 2U);
  EXPECT_EQ(file.streams[0].name, "big");
  EXPECT_EQ(to_text(*file.streams[0].group_b), "239.2.1.1:4000");
  EXPECT_EQ(to_text(file.streams[0].books), "1-100,205");
  EXPECT_EQ(file.streams[0].ring, 8192U);
  EXPECT_EQ(file.streams[0].policy, StreamPolicy::block);
  EXPECT_EQ(file.streams[1].name, "1");
  EXPECT_EQ(file.streams[1].ring, 1024U);
  EXPECT_EQ(file.streams[1].policy, StreamPolicy::drop);
}

TEST(GatewayFile, ANumberOfStreamsHasTheGroupsBehindTheFirstOne) {
  const auto file = parsed("streams: 3\ngroup: '239.1.1.255:4000'\n");
  ASSERT_EQ(file.streams.size(), 3U);
  EXPECT_EQ(to_text(file.streams[0].group), "239.1.1.255:4000");
  EXPECT_EQ(to_text(file.streams[1].group), "239.1.2.0:4000");
  EXPECT_EQ(to_text(file.streams[2].group), "239.1.2.1:4000");
}

TEST(GatewayFile, EachMistakeHasItsPlaceAndWhatWouldBeRight) {
  EXPECT_EQ(mistake_in("streams:\n  - {group: '10.0.0.1:4000'}\n"),
            "g.yaml:2:14: '10.0.0.1:4000' is no value of 'group', which is a multicast group and "
            "a port, such as 239.1.1.1:4000");
  EXPECT_EQ(mistake_in("streams: 2\nring: 1000\n"),
            "g.yaml:2:7: '1000' is no value of 'ring', which is a power of two from 64 to "
            "16777216, such as 8192");
  EXPECT_EQ(mistake_in("streams: 2\npolicy: lose\n"),
            "g.yaml:2:9: 'lose' is no value of 'policy', which is drop or block");
  EXPECT_EQ(mistake_in("streams: 300\n"),
            "g.yaml:1:10: '300' is no value of 'streams', which is a number from 1 to 256");
  EXPECT_EQ(mistake_in("topolgy: single\n"),
            "g.yaml:1:1: key 'topolgy' is not known here; did you mean 'topology'?");
  EXPECT_EQ(mistake_in("streams:\n  - {group: '239.1.1.1:4000', books: '7-3'}\n"),
            "g.yaml:2:39: '7-3' is no list of stock locates, which are 1 to 65535 and written as "
            "1-100,205");
  EXPECT_EQ(mistake_in("streams:\n  - {name: a, group: '239.1.1.1:1'}\n"
                       "  - {name: b, group: '239.1.1.1:1'}\n"),
            "g.yaml:3:5: streams 'a' and 'b' have the same group");
  EXPECT_EQ(mistake_in("streams:\n  - {name: a}\n"),
            "g.yaml:2:5: stream 'a' has no 'group': give it one, such as 239.1.1.1:4000");
}

TEST(NumberedStreams, MayNotLeaveTheGroups) {
  StreamOptions first;
  first.group = *parse_endpoint("239.255.255.254:4000");
  EXPECT_TRUE(numbered_streams(2, first));
  EXPECT_FALSE(numbered_streams(3, first));
}

std::vector<std::uint16_t> streams_of(const StreamTable& table, std::uint16_t locate) {
  const auto found = table.streams_of(locate);
  return {found.begin(), found.end()};
}

TEST(StreamTable, NamedBooksAreTheirStreamsAndTheRestIsShared) {
  std::vector<StreamOptions> streams(4);
  streams[1].books = *parse_locates("1-10,500");
  streams[3].books = *parse_locates("10");
  const StreamTable table(streams);
  using Streams = std::vector<std::uint16_t>;
  EXPECT_EQ(streams_of(table, 0), (Streams{0, 1, 2, 3}));
  EXPECT_EQ(streams_of(table, 5), (Streams{1}));
  EXPECT_EQ(streams_of(table, 10), (Streams{1, 3}));
  EXPECT_EQ(streams_of(table, 12), (Streams{0}));
  EXPECT_EQ(streams_of(table, 65'535), (Streams{2}));
}

TEST(StreamTable, WithoutNamesTheLocateModuloTheStreamsDecides) {
  const StreamTable table(std::vector<StreamOptions>(14));
  for (std::uint16_t locate = 1; locate < 1000; ++locate) {
    EXPECT_EQ(streams_of(table, locate),
              (std::vector<std::uint16_t>{static_cast<std::uint16_t>(locate % 14)}));
  }
}

TEST(ThreadLayout, StreamsOfOneRingSizeShareARing) {
  ServeOptions options;
  options.streams.resize(4);
  options.streams[2].ring = 1024;
  options.streams[3].policy = StreamPolicy::block;
  const auto single = layout_of(options);
  ASSERT_EQ(single.rings.size(), 2U);
  EXPECT_EQ(single.ring_of, (std::vector<std::uint16_t>{0, 0, 1, 0}));
  ASSERT_EQ(single.deltas.size(), 1U);
  ASSERT_EQ(single.deltas[0].readers.size(), 3U);
  EXPECT_EQ(single.deltas[0].readers[0].name, "delta drop 8192");
  EXPECT_EQ(single.deltas[0].readers[0].streams, (std::vector<std::uint16_t>{0, 1}));
  options.threads.topology = Topology::thread_per_stream;
  const auto each = layout_of(options);
  ASSERT_EQ(each.deltas.size(), 4U);
  EXPECT_EQ(each.deltas[3].readers[0].name, "delta-3");
  EXPECT_EQ(each.deltas[3].readers[0].policy, StreamPolicy::block);
  EXPECT_EQ(each.thread_names().size(), 7U);
}

TEST(ThreadLayout, MoreConsumersThanARingHasPlacesForAreRefused) {
  ServeOptions options;
  options.streams.resize(32);
  EXPECT_TRUE(check_layout(layout_of(options)));
  options.threads.topology = Topology::thread_per_stream;
  const auto refused = check_layout(layout_of(options));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().sentence,
            "the ring of 8192 events would have 33 consumers, and 32 are the most: take --topology "
            "single, or other ring sizes for some streams");
}

}  // namespace
}  // namespace holdfast
