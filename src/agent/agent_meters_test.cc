#include <gtest/gtest.h>

#include "agent/agent_test_fixture.h"

namespace holdfast {
namespace {

TEST(AgentMeters, ClocksAreReadEveryTenSecondsAndStandInEachFrame) {
  AgentWorld world(false);
  world.host.clock_readings = {{1, "kernel", -40, 1000}, {1, "phc0", 5, std::nullopt}};
  world.run(25);
  EXPECT_GE(world.output.clocks.size(), 4U);
  EXPECT_LE(world.output.clocks.size(), 6U);
  EXPECT_EQ(world.output.frames.back().clocks, world.host.clock_readings);
}

TEST(AgentMeters, WhatGatewaysToldIsPassedOnOnce) {
  AgentWorld world(false);
  world.host.gateway_gauges = {{.gateway = "/run/g", .at_ns = 5, .seconds = 2}};
  const auto told = world.host.gateway_gauges;
  world.run(3);
  EXPECT_EQ(world.output.gateways, told);
}

TEST(AgentMeters, MissesAreOfTheWindowAndForItsPackets) {
  AgentWorld world(false);
  CacheReading reading;
  reading.cpu = CpuId{2};
  reading.llc_misses = 100;
  world.host.cache_readings = {reading};
  world.run(2);
  EXPECT_FALSE(world.output.frames.back().llc_misses_per_packet);
  // Without packets there is nothing to divide by, whatever was counted.
  world.host.cache_readings[0].llc_misses = 400;
  world.run(1);
  EXPECT_FALSE(world.output.frames.back().llc_misses_per_packet);
  EXPECT_GE(world.output.caches.size(), 3U);
}

}  // namespace
}  // namespace holdfast
