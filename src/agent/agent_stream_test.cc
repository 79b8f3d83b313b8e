#include <gtest/gtest.h>

#include "agent/agent_test_fixture.h"

namespace holdfast {
namespace {

ProbeStreamSettings some_stream() {
  ProbeStreamSettings settings;
  settings.at = {{10, 0, 0, 2}, 9000};
  return settings;
}

ProbeStreamReading delays(std::int64_t tail_ns) {
  ProbeStreamReading reading;
  reading.clock = "round trip";
  reading.delays_ns.assign(200, 10'000);
  for (std::size_t i = 0; i < 40; ++i) reading.delays_ns[i] = tail_ns;
  reading.counts = {200, 0, 0};
  return reading;
}

TEST(AgentStream, HJ95IsTakenFromTheStreamOfThePolicy) {
  AgentWorld world(false);
  world.host.stream = delays(50'000);
  world.run(2);
  EXPECT_EQ(world.output.frames.back().jitter.source, "none");
  world.policy.policy.probe_stream = some_stream();
  world.policy.text = "2";
  world.run(3);
  EXPECT_EQ(world.host.stream_settings, some_stream());
  const auto& frame = world.output.frames.back();
  EXPECT_EQ(frame.jitter.source, "probe");
  EXPECT_EQ(frame.jitter.hj95_ns, 50'000);
  EXPECT_EQ(frame.probe_stream, (ProbeStreamCounts{200, 0, 0}));
}

TEST(AgentStream, EndsWithThePolicyThatHasItAndStaysWhenANewerOneIsRefused) {
  AgentWorld world(false);
  world.policy.policy.probe_stream = some_stream();
  world.policy.text = "2";
  world.run(2);
  world.policy.mistake = "policy.yaml:1:1: no";
  world.policy.text = "3";
  world.run(2);
  EXPECT_EQ(world.host.stream_settings, some_stream());
  world.policy.mistake.clear();
  world.policy.policy.probe_stream.reset();
  world.policy.text = "4";
  world.run(2);
  EXPECT_EQ(world.host.stream_settings, std::nullopt);
  EXPECT_EQ(world.output.frames.back().probe_stream, std::nullopt);
}

TEST(AgentStream, ItsTailOverItsOwnBaselineIsWhatTheRegimeGoesBy) {
  AgentWorld world(false);
  world.policy.policy.probe_stream = some_stream();
  world.policy.text = "2";
  world.host.stream = delays(50'000);
  world.run(20);
  ASSERT_EQ(world.output.frames.back().jitter.ratio, 1);
  world.move(0, "3", "tuned.service");
  world.run(20);
  EXPECT_EQ(world.output.frames.back().regime, Regime::warn);
  world.host.stream = delays(1'000'000);
  world.run(20);
  EXPECT_GT(*world.output.frames.back().jitter.ratio, 10);
  EXPECT_EQ(world.output.frames.back().regime, Regime::drifted);
}

}  // namespace
}  // namespace holdfast
