#include "metrics/exposition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/text.h"
#include "metrics/derive_test_fixture.h"
#include "metrics/jitter.h"
#include "metrics/registry.h"

namespace holdfast {
namespace {

using testing::HasSubstr;
using testing::Not;

// Everything that can be there is there.
MetricFrame full_frame() {
  DeriveHost host(4);
  for (std::uint32_t cpu = 0; cpu < 8; ++cpu) {
    host.receive(cpu, 10 + cpu);
    host.earlier.sample.cpu_times.push_back({.cpu = CpuId{cpu}});
    host.later.sample.cpu_times.push_back({.cpu = CpuId{cpu}, .user = 50, .idle = 50});
    host.earlier.sample.softnet.push_back({.cpu = CpuId{cpu}});
    host.later.sample.softnet.push_back({.cpu = CpuId{cpu}, .processed = 100});
  }
  for (std::uint32_t queue = 0; queue < 4; ++queue) host.fire(38 + queue, queue + 1, 0, 10);
  auto frame = host.frame();
  frame.jitter = jitter_of(std::vector<std::int64_t>(1000, 1500), "bpf", "phc0");
  frame.jitter_queues = {{.nic = "eth0", .queue = "rx 0", .hj95_ns = 5, .count = 1}};
  frame.jitter_processes = {{.pid = 7, .comm = "gateway", .hj95_ns = 5, .count = 1}};
  frame.softirq_delay = SoftirqDelay{1, 2, 3, 4};
  frame.probe_stream = ProbeStreamCounts{100, 2, 1};
  for (auto& cpu : frame.cpus) {
    cpu.traced_rx = cpu.traced_tx = 0.5;
    cpu.softirq_delay = frame.softirq_delay;
  }
  frame.jitter.ratio = 1.5;
  frame.sad_delta = 0.25;
  frame.clocks = {{0, "kernel", -40, 1000}, {0, "phc0", 25, 10}};
  frame.llc_misses_per_packet = frame.instructions_per_packet = 2.5;
  return frame;
}

AgentStatus full_status() {
  AgentStatus status;
  status.version = "1.2";
  status.started_ns = 1'700'000'000'000'000'000;
  status.policy = "md-gateway";
  status.policy_version = "7";
  status.policy_source = "/etc/holdfast/policy.yaml";
  status.mode = "heal";
  status.lease = "held";
  status.events = 12;
  status.hooks = HookCounts{};
  status.sources = {{"fanotify", SourceState::watching, "", 40},
                    {"bpf", SourceState::absent, "", 0}};
  return status;
}

TEST(Exposition, TellsHelpAndTypeOfEachFamilyOnceAndBeforeItsSeries) {
  const auto text = prometheus_text(full_frame(), full_status());
  std::set<std::string> helped;
  std::string family;
  std::string_view rest = text;
  while (const auto line = next_line(rest)) {
    const auto words = words_of(*line);
    ASSERT_GE(words.size(), 2U) << *line;
    if (words[0] == "#") {
      ASSERT_GE(words.size(), 4U) << *line;
      const bool is_new = helped.emplace(words[2]).second;
      EXPECT_EQ(is_new, words[1] == "HELP") << *line;
      family = words[2];
      continue;
    }
    EXPECT_EQ(line->substr(0, std::min(line->find('{'), line->find(' '))), family);
  }
  EXPECT_GT(helped.size(), 60U);
}

TEST(Exposition, HasASeriesForEveryRowOfTheRegistryThatHasAFigure) {
  const auto text = prometheus_text(full_frame(), full_status());
  for (const auto& row : exported_numbers()) {
    EXPECT_THAT(text, HasSubstr("# TYPE " + std::string(row.id) + " ")) << row.id;
  }
}

TEST(Exposition, LeavesAbsentFiguresOut) {
  const auto text = prometheus_text(MetricFrame{}, AgentStatus{});
  EXPECT_THAT(text, Not(HasSubstr("vam_effective")));
  EXPECT_THAT(text, Not(HasSubstr("hj95")));
  EXPECT_THAT(text, Not(HasSubstr("policy_info")));
  EXPECT_THAT(text, HasSubstr("holdfast_regime 0\n"));
}

TEST(Exposition, EscapesLabels) {
  auto status = full_status();
  status.policy = "a\"b\\c\nd\xff";
  EXPECT_THAT(prometheus_text({}, status), HasSubstr("policy=\"a\\\"b\\\\c\\nd\uFFFD\","));
}

TEST(Exposition, IsInBaseUnits) {
  const auto text = prometheus_text(full_frame(), full_status());
  EXPECT_THAT(text, HasSubstr("holdfast_hj95_seconds 1.5e-06\n"));
  EXPECT_THAT(text, HasSubstr("holdfast_clock_offset_seconds{source=\"kernel\"} -4e-08\n"));
  EXPECT_THAT(text, HasSubstr("holdfast_start_time_seconds 1700000000\n"));
  EXPECT_THAT(text, HasSubstr("holdfast_vector_interrupts_total{nic=\"eth0\",queue=\"rx+tx 0\","
                              "irq=\"38\"} 10\n"));
}

// Series whose labels are the same would be one series with two values.
TEST(Exposition, HasNoSeriesTwiceAndUnderTenForEachQueue) {
  const auto text = prometheus_text(full_frame(), full_status());
  std::set<std::string_view> seen;
  std::map<std::string, int> by_queue;
  std::map<std::string, int> by_cpu;
  std::string_view rest = text;
  while (const auto line = next_line(rest)) {
    if (line->starts_with('#')) continue;
    const auto series = line->substr(0, line->rfind(' '));
    EXPECT_TRUE(seen.insert(series).second) << series;
    if (const auto at = series.find("irq=\""); at != std::string_view::npos) {
      ++by_queue[std::string(series.substr(at))];
    }
    if (const auto at = series.find("cpu=\""); at != std::string_view::npos) {
      ++by_cpu[std::string(series.substr(at, series.find('"', at + 5) - at))];
    }
  }
  ASSERT_EQ(by_queue.size(), 4U);
  for (const auto& [queue, count] : by_queue) EXPECT_LT(count, 10) << queue;
  ASSERT_EQ(by_cpu.size(), 8U);
  for (const auto& [cpu, count] : by_cpu) EXPECT_LT(count, 20) << cpu;
}

TEST(Exposition, PassesPromtool) {
  if (std::system("promtool --version > /dev/null 2>&1") != 0) {
    GTEST_SKIP() << "there is no promtool (package prometheus)";
  }
  const auto file = testing::TempDir() + "holdfast_exposition.txt";
  std::ofstream(file) << prometheus_text(full_frame(), full_status());
  const auto command = "promtool check metrics < " + file + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string said;
  char part[256];
  while (std::fgets(part, sizeof part, pipe) != nullptr) said += part;
  EXPECT_EQ(pclose(pipe), 0);
  EXPECT_EQ(said, "");
}

TEST(Registry, SaysOfEveryNumberWhatItIsAndWhatToDo) {
  std::set<std::string_view> ids;
  for (const auto& row : exported_numbers()) {
    EXPECT_TRUE(ids.insert(row.id).second) << row.id;
    EXPECT_TRUE(row.id.starts_with("holdfast_")) << row.id;
    EXPECT_EQ(row.type == MetricType::counter, row.id.ends_with("_total")) << row.id;
    EXPECT_FALSE(row.unit.empty()) << row.id;
    EXPECT_TRUE(row.sentence.ends_with('.')) << row.id;
    EXPECT_TRUE(row.remedy.ends_with('.')) << row.id;
    EXPECT_EQ(find_exported(row.id)->id, row.id);
  }
  EXPECT_EQ(find_exported("holdfast_nothing"), nullptr);
}

TEST(Registry, IsThePageInTheDocs) {
  const std::string path = HOLDFAST_SOURCE_DIR "/docs/metrics.md";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path) << metrics_page();
  std::ostringstream page;
  page << std::ifstream(path).rdbuf();
  EXPECT_EQ(page.str(), metrics_page()) << "UPDATE_GOLDEN=1 writes " << path;
}

}  // namespace
}  // namespace holdfast
