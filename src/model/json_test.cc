#include "model/json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace holdfast {
namespace {

HostSnapshot example() {
  HostSnapshot host;
  host.topology.online = CpuSet::range(0, 1);
  host.topology.cpus = {Cpu{.id = CpuId{0}}, Cpu{.id = CpuId{1}, .node = NumaNode{0}}};
  Nic nic;
  nic.name = "eth0";
  nic.rings = Rings{.rx = 256, .rx_max = 4096};
  nic.rss = {RssContext{.id = 0, .key = {0x6d, 0x5a}, .indirection = {0, 1}}};
  nic.rx_queues = {RxQueue{.index = QueueIndex{0}}};
  host.nics = {nic};
  host.vectors = {Vector{.irq = IrqNumber{38}, .nic = "eth0", .counts = {{CpuId{1}, 7}}}};
  return host;
}

TEST(Json, KeepsOneElementListsAndObjectsApart) {
  const auto json = nlohmann::json::parse(to_json(example()));
  EXPECT_TRUE(json["topology"]["cpus"].is_array());
  EXPECT_TRUE(json["topology"]["cpus"][0].is_object());
  EXPECT_EQ(json["topology"]["cpus"][0]["id"], 0);
  EXPECT_TRUE(json["nics"].is_array());
  EXPECT_EQ(json["nics"][0]["rings"]["rx_max"], 4096);
  EXPECT_TRUE(json["nics"][0]["rx_queues"][0].is_object());
  EXPECT_EQ(json["nics"][0]["rss"][0]["key"], "6d:5a");
  EXPECT_EQ(json["vectors"][0]["counts"], nlohmann::json::parse("[[1, 7]]"));
}

TEST(Json, LeavesOutWhatIsAbsent) {
  const auto json = nlohmann::json::parse(to_json(example()));
  EXPECT_FALSE(json["nics"][0].contains("channels"));
  EXPECT_FALSE(json["vectors"][0].contains("effective"));
  EXPECT_FALSE(json["topology"]["cpus"][0].contains("node"));
}

TEST(Json, ReplacesBytesThatAreNoText) {
  auto host = example();
  host.vectors[0].action = "eth\xff\x01";
  EXPECT_EQ(nlohmann::json::parse(to_json(host))["vectors"][0]["action"], "eth\uFFFD\u0001");
}

TEST(Json, GivesEqualBytesForEqualValues) { EXPECT_EQ(to_json(example()), to_json(example())); }

}  // namespace
}  // namespace holdfast
