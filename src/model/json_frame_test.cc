#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "model/json_frame.h"

namespace holdfast {
namespace {

MetricFrame full_frame() {
  MetricFrame frame;
  frame.at_ns = 1'700'000'000'000'000'000;
  frame.at = Instant{5};
  frame.seconds = 1;
  frame.vam_requested = frame.vam_effective = frame.vam_delivered = 0.25;
  frame.active_vectors = 4;
  frame.nrs = {0.5, "irq-counts"};
  frame.sad = frame.sad_normalised = frame.sad_delta = frame.leak = frame.load_gini = 0.125;
  frame.load_peak = 1.5;
  auto& jitter = frame.jitter;
  jitter.hj50_ns = jitter.hj95_ns = jitter.hj99_ns = jitter.hj999_ns = 100;
  jitter.hj95_low_ns = jitter.hj95_high_ns = jitter.hj95x_ns = jitter.ratio = 2;
  jitter.count = 50;
  jitter.low_n = true;
  jitter.source = "probe";
  jitter.clock = "phc0";
  jitter.lost = 3;
  frame.probe_stream = ProbeStreamCounts{100, 2, 1};
  frame.jitter_queues = {{.nic = "eth0", .queue = "rx 0", .hj95_ns = 5, .count = 1}};
  frame.jitter_processes = {
      {.pid = 7, .comm = "gateway", .hj50_ns = 5, .hj95_ns = 5, .hj95x_ns = 0, .count = 1}};
  frame.softirq_delay = SoftirqDelay{1, 2, 3, 4};
  frame.interrupts_per_packet = frame.iowait_idle_disks = frame.vector_budget = 0.5;
  frame.vectors = {{.irq = IrqNumber{38},
                    .nic = "eth0",
                    .label = "rx 0",
                    .target = CpuSet{2},
                    .delivered = {{CpuId{2}, 7}},
                    .total = 7,
                    .state = VectorState::target_offline,
                    .reset = true,
                    .born = true}};
  frame.cpus = {{.cpu = CpuId{2}, .target = true, .softirq = 0.5, .traced_rx = 0.25}};
  frame.cpus[0].softirq_delay = frame.softirq_delay;
  frame.canary = "treated 5";
  frame.clocks = {{5, "kernel", -40, 1000}, {5, "phc0", 37'000'000'000, std::nullopt}};
  frame.llc_misses_per_packet = frame.instructions_per_packet = 2.5;
  diagnose(frame.diagnostics, ErrorCode::absent, "/proc/irq/38", 0, "gone");
  return frame;
}

TEST(FrameJson, IsOneLineWithVectorsAndCpusUnlessItIsBrief) {
  const auto text = to_json(full_frame());
  EXPECT_EQ(text.find('\n'), std::string::npos);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["vectors"][0]["delivered"], nlohmann::json::parse("[[2, 7]]"));
  EXPECT_EQ(json["vectors"][0]["state"], "target_offline");
  EXPECT_EQ(json["cpus"][0]["softirq"], 0.5);
  EXPECT_EQ(json["statuses"], nlohmann::json::parse(R"(["LOW_N"])"));
  const auto brief = nlohmann::json::parse(to_json(full_frame(), true));
  EXPECT_FALSE(brief.contains("vectors"));
  EXPECT_FALSE(brief.contains("cpus"));
  EXPECT_EQ(brief["vam_effective"], 0.25);
}

TEST(FrameJson, LeavesAbsentFiguresOut) {
  const auto json = nlohmann::json::parse(to_json(MetricFrame{}));
  for (const auto* key : {"vam_effective", "sad", "leak", "sad_delta", "vector_budget"}) {
    EXPECT_FALSE(json.contains(key)) << key;
  }
  EXPECT_FALSE(json["nrs"].contains("value"));
  EXPECT_FALSE(json["jitter"].contains("hj95_ns"));
  EXPECT_EQ(json["statuses"], nlohmann::json::parse(R"(["NO_ACTIVE_VECTORS", "ZERO_LOAD"])"));
}

TEST(FrameJson, WhatIsReadAgainIsEqual) {
  for (const auto& frame : {full_frame(), MetricFrame{}}) {
    const auto again = frame_from_json(to_json(frame));
    ASSERT_TRUE(again) << again.error().sentence;
    EXPECT_EQ(*again, frame);
  }
  const auto brief = frame_from_json(to_json(full_frame(), true));
  ASSERT_TRUE(brief);
  EXPECT_TRUE(brief->vectors.empty());
}

TEST(FrameJson, WhatIsNoFrameIsRefusedByItsKey) {
  auto json = nlohmann::json::parse(to_json(full_frame()));
  json["vectors"][0]["delivered"] = {1, 2};
  EXPECT_EQ(frame_from_json(json.dump()).error().sentence, "/vectors/0/delivered/0 is not a list");
  json = nlohmann::json::parse(to_json(full_frame()));
  json["regime"] = "FINE";
  EXPECT_NE(frame_from_json(json.dump()).error().sentence.find("regime"), std::string::npos);
}

TEST(FrameJson, KeepsItsSchema) {
  if (std::system("python3 -c 'import jsonschema' 2> /dev/null") != 0) {
    GTEST_SKIP() << "there is no python3-jsonschema";
  }
  const auto file = testing::TempDir() + "holdfast_frame.json";
  for (const auto& text :
       {to_json(full_frame()), to_json(full_frame(), true), to_json(MetricFrame{})}) {
    std::ofstream(file) << text;
    const std::string command =
        "python3 -c 'import json,jsonschema,sys; "
        "jsonschema.validate(*(json.load(open(name)) for name in sys.argv[1:]))' " +
        file + " " HOLDFAST_SOURCE_DIR "/docs/schema/frame.schema.json";
    EXPECT_EQ(std::system(command.c_str()), 0) << text;
  }
}

}  // namespace
}  // namespace holdfast
