#include "apply/apply.h"

#include <gtest/gtest.h>

#include "apply/recover.h"
#include "apply/simulated_host.h"
#include "apply/simulated_world.h"
#include "plan/make_plan.h"
#include "plan/setting_value.h"

namespace holdfast {
namespace {

Demand demand(SettingKind kind, std::string nic, std::string name, std::string value) {
  Demand out;
  out.kind = kind;
  out.nic = std::move(nic);
  out.name = std::move(name);
  out.value = std::move(value);
  return out;
}

SettingObject sysctl(const std::string& name) {
  SettingObject object;
  object.kind = SettingKind::sysctl;
  object.name = name;
  return object;
}

// Four queues of eth0 with their vectors anywhere; every vector lives.
class Apply : public ::testing::Test {
 protected:
  Apply() : host_(world(), 7, {}), runtime_(host_), files_(host_), start_(host_.truth()) {
    demands_.policy = "test";
    options_.ceiling = Risk::drops_link;
    options_.wait_seconds = 0.4;
    options_.interruption = [this] { return interruption_; };
  }

  static HostSnapshot world() {
    auto host = simulated_world(3);
    host.nics.resize(1);
    auto& nic = host.nics.front();
    nic.channels->combined = 4;
    nic.rx_queues.clear();
    nic.tx_queues.clear();
    for (std::uint32_t queue = 0; queue < 4; ++queue) {
      nic.rx_queues.push_back({QueueIndex{queue}, {}, 0, {}});
      nic.tx_queues.push_back({QueueIndex{queue}, {}, "", {}});
    }
    std::erase_if(host.vectors, [](const Vector& vector) { return vector.nic != "eth0"; });
    for (auto& vector : host.vectors) {
      vector.requested = CpuSet::range(0, 7);
      vector.effective = CpuSet{7};
    }
    return host;
  }

  void pin_all() {
    for (std::uint32_t queue = 0; queue < 4; ++queue) {
      demands_.settings.push_back(demand(SettingKind::vector, "eth0",
                                         "queue " + std::to_string(queue), std::to_string(queue)));
    }
  }
  void want_backlog() {
    demands_.settings.push_back(demand(SettingKind::sysctl, "", "net.core.somaxconn", "4096"));
  }
  JournalBegin stamp() const {
    JournalBegin begin;
    begin.id = 1;
    begin.boot_id = "now";
    return begin;
  }
  Outcome run(std::optional<Plan> saved = std::nullopt) {
    Journal journal(runtime_, files_);
    return apply(host_, journal, stamp(), {demands_, std::move(saved), options_});
  }
  bool is_untouched() const { return all_settings(host_.truth()) == all_settings(start_); }
  std::string backlog() const {
    return value_of(host_.truth(), sysctl("net.core.somaxconn")).value_or("");
  }

  SimulatedHost host_;
  SimulatedSink runtime_, files_;
  HostSnapshot start_;
  Demands demands_;
  ApplyOptions options_;
  Interruption interruption_ = Interruption::none;
};

TEST_F(Apply, DoesAllOfItAndSaysSo) {
  pin_all();
  want_backlog();
  const auto outcome = run();
  EXPECT_EQ(outcome.kind, OutcomeKind::done) << outcome.sentence;
  EXPECT_EQ(outcome.steps.size(), 5U);
  EXPECT_EQ(outcome.verdict.met, 5U);
  for (std::uint32_t queue = 0; queue < 4; ++queue) {
    EXPECT_EQ(host_.truth().vectors[queue].effective, CpuSet{queue});
  }
  EXPECT_FALSE(outcome.fired.empty());
  EXPECT_NE(to_json(outcome).find("\"outcome\": \"done\""), std::string::npos);
}

TEST_F(Apply, OfWhatCannotBeTouchesNothing) {
  pin_all();
  demands_.settings.push_back(demand(SettingKind::rings, "eth9", "", "rx 256"));
  const auto outcome = run();
  EXPECT_EQ(outcome.kind, OutcomeKind::refused);
  EXPECT_NE(outcome.sentence.find("eth9"), std::string::npos) << outcome.sentence;
  EXPECT_TRUE(is_untouched());
  EXPECT_EQ(runtime_.text, "");
}

TEST_F(Apply, AboveTheCeilingTouchesNothingAndNamesTheRemedies) {
  want_backlog();
  demands_.settings.push_back(demand(SettingKind::channels, "eth0", "", "combined 2"));
  options_.ceiling = Risk::safe;
  const auto outcome = run();
  EXPECT_EQ(outcome.kind, OutcomeKind::refused);
  for (const auto* part : {"eth0 channels", "--risk ", "--only vectors"}) {
    EXPECT_NE(outcome.sentence.find(part), std::string::npos) << outcome.sentence;
  }
  EXPECT_TRUE(is_untouched());
}

TEST_F(Apply, SetsAgainWhatAChangeOfChannelsDestroys) {
  demands_.settings.push_back(demand(SettingKind::channels, "eth0", "", "combined 3"));
  for (std::uint32_t queue = 0; queue < 3; ++queue) {
    demands_.settings.push_back(demand(SettingKind::vector, "eth0",
                                       "queue " + std::to_string(queue), std::to_string(queue)));
    demands_.settings.push_back(
        demand(SettingKind::xps, "eth0", "tx-" + std::to_string(queue), std::to_string(queue)));
  }
  demands_.settings.push_back(demand(SettingKind::rss_table, "eth0", "0", "equal 2"));
  const auto outcome = run();
  EXPECT_EQ(outcome.kind, OutcomeKind::done) << outcome.sentence;
  EXPECT_TRUE(make_plan(demands_, host_.truth()).steps.empty());
}

TEST_F(Apply, LeavesAVectorThatDoesNotFirePending) {
  SimulatedHost idle(world(), 7, {.percent = 0, .most_faults = 0, .idle_percent = 100});
  pin_all();
  Journal journal(runtime_, files_);
  const auto outcome = apply(idle, journal, stamp(), {demands_, std::nullopt, options_});
  EXPECT_EQ(outcome.kind, OutcomeKind::pending) << outcome.sentence;
  EXPECT_EQ(outcome.verdict.pending.size(), 4U);
  const auto record = parse_journal(runtime_.text, "j");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->ending, Ending::pending);
  Journal second(runtime_, files_);
  const auto again = apply(idle, second, stamp(), {demands_, std::nullopt, options_});
  EXPECT_EQ(again.kind, OutcomeKind::pending);
  EXPECT_TRUE(again.steps.empty());
}

TEST_F(Apply, OfASavedPlanChecksWhereEachStepBegins) {
  want_backlog();
  const auto saved = make_plan(demands_, host_.truth());
  host_.change().settings.sysctls["net.core.somaxconn"] = "512";
  const auto outcome = run(saved);
  EXPECT_EQ(outcome.kind, OutcomeKind::refused);
  EXPECT_NE(outcome.sentence.find("sysctl net.core.somaxconn was \"128\" and is \"512\""),
            std::string::npos)
      << outcome.sentence;
  EXPECT_EQ(backlog(), "512");
}

TEST_F(Apply, OfASavedPlanLeavesAloneWhatItDoesNotName) {
  want_backlog();
  pin_all();
  auto saved = make_plan(demands_, host_.truth());
  std::erase_if(saved.steps,
                [](const Step& step) { return step.object.kind == SettingKind::vector; });
  const auto outcome = run(saved);
  EXPECT_EQ(outcome.kind, OutcomeKind::done) << outcome.sentence;
  EXPECT_EQ(backlog(), "4096");
  EXPECT_EQ(host_.truth().vectors[0].requested, start_.vectors[0].requested);
}

TEST_F(Apply, OfAnotherHostsPlanIsRefused) {
  want_backlog();
  auto saved = make_plan(demands_, host_.truth());
  saved.hostname = "elsewhere";
  const auto outcome = run(saved);
  EXPECT_EQ(outcome.kind, OutcomeKind::refused);
  EXPECT_NE(outcome.sentence.find("elsewhere"), std::string::npos);
}

TEST_F(Apply, OfAWriteThatIsIgnoredGoesBack) {
  want_backlog();
  pin_all();
  host_.swallow = [](const Setting& wanted) { return wanted.object.kind == SettingKind::sysctl; };
  const auto outcome = run();
  EXPECT_EQ(outcome.kind, OutcomeKind::rolled_back) << outcome.sentence;
  EXPECT_NE(outcome.sentence.find("net.core.somaxconn"), std::string::npos) << outcome.sentence;
  EXPECT_TRUE(is_untouched());
  EXPECT_EQ(host_.truth().vectors[1].effective, start_.vectors[1].effective)
      << "a wide mask alone moves nothing: it must be pinned first";
}

TEST_F(Apply, ThatCannotGoBackSaysWhatIsLeft) {
  want_backlog();
  pin_all();
  int vectors = 0;
  host_.swallow = [&vectors](const Setting& wanted) {
    // The sysctl is swallowed going forward, the first vector going back.
    if (wanted.object.kind == SettingKind::sysctl) return true;
    return wanted.object.name == "rx+tx 0" && ++vectors > 1;
  };
  const auto outcome = run();
  EXPECT_EQ(outcome.kind, OutcomeKind::not_rolled_back) << outcome.sentence;
  ASSERT_EQ(outcome.remaining.size(), 1U);
  EXPECT_EQ(outcome.remaining[0].object.name, "rx+tx 0");
}

TEST_F(Apply, OnASignalGoesBack) {
  pin_all();
  int writes = 0;
  host_.swallow = [&](const Setting&) {
    if (++writes == 2) interruption_ = Interruption::go_back;
    return false;
  };
  const auto outcome = run();
  EXPECT_EQ(outcome.kind, OutcomeKind::rolled_back);
  EXPECT_NE(outcome.sentence.find("a signal asked for it"), std::string::npos);
  EXPECT_TRUE(is_untouched());
}

TEST_F(Apply, OnASecondSignalLeavesAtOnceAndCanBeRecovered) {
  pin_all();
  int writes = 0;
  host_.swallow = [&](const Setting&) {
    if (++writes == 2) interruption_ = Interruption::leave;
    return false;
  };
  EXPECT_EQ(run().kind, OutcomeKind::left);
  EXPECT_EQ(writes, 2);
  interruption_ = Interruption::none;
  const auto record = parse_journal(runtime_.text, "j");
  ASSERT_TRUE(record);
  EXPECT_FALSE(record->finished());
  Journal journal(runtime_, files_, *record, false);
  const auto outcome = recover(host_, journal, *record, "now", Direction::forward, options_);
  EXPECT_EQ(outcome.kind, OutcomeKind::done) << outcome.sentence;
  EXPECT_TRUE(make_plan(demands_, host_.truth()).steps.empty());
}

TEST_F(Apply, WithoutAJournalTouchesNothing) {
  want_backlog();
  runtime_.full = true;
  const auto outcome = run();
  EXPECT_EQ(outcome.kind, OutcomeKind::refused);
  EXPECT_NE(outcome.sentence.find("no space left"), std::string::npos);
  EXPECT_TRUE(is_untouched());
}

TEST_F(Apply, WhoseJournalFillsUpGoesBack) {
  pin_all();
  host_.swallow = [this](const Setting&) {
    runtime_.full = true;
    return false;
  };
  const auto outcome = run();
  EXPECT_EQ(outcome.kind, OutcomeKind::rolled_back) << outcome.sentence;
  EXPECT_TRUE(is_untouched());
}

TEST_F(Apply, DoesTheRestWhenAnInterfaceVanishes) {
  pin_all();
  want_backlog();
  host_.swallow = [this](const Setting& wanted) {
    if (wanted.object.kind != SettingKind::vector) return false;
    host_.change().nics.clear();
    host_.change().vectors.clear();
    return false;
  };
  const auto outcome = run();
  EXPECT_EQ(outcome.kind, OutcomeKind::done) << outcome.sentence;
  EXPECT_FALSE(outcome.verdict.refusals.empty());
  EXPECT_EQ(backlog(), "4096");
}

TEST_F(Apply, TellsOfInterruptsThatStillComeElsewhere) {
  pin_all();
  auto& counts = host_.change().vectors[0].counts;
  const auto count_on_7 = [this] {
    auto& vector = host_.change().vectors[0];
    for (auto& count : vector.counts) {
      if (count.cpu == CpuId{7}) ++count.count;
    }
    return interruption_;
  };
  counts = {{CpuId{7}, 100}};
  options_.interruption = count_on_7;
  const auto outcome = run();
  EXPECT_EQ(outcome.kind, OutcomeKind::pending) << outcome.sentence;
  ASSERT_FALSE(outcome.verdict.pending.empty());
  EXPECT_NE(outcome.verdict.pending.back().sentence.find("still came on CPU 7"), std::string::npos);
}

TEST_F(Apply, OfAnEarlierBootIsRecoveredInItsFilesAlone) {
  want_backlog();
  const std::string path = "/etc/sysctl.d/90-holdfast.conf";
  demands_.settings.push_back(demand(SettingKind::file, "", path, "net.core.somaxconn = 4096\n"));
  int writes = 0;
  host_.swallow = [&](const Setting&) {
    if (++writes == 2) interruption_ = Interruption::leave;
    return false;
  };
  EXPECT_EQ(run().kind, OutcomeKind::left);
  ASSERT_TRUE(host_.truth().files.contains(path));
  interruption_ = Interruption::none;
  const auto record = parse_journal(files_.text, "j");
  ASSERT_TRUE(record) << record.error().sentence;
  ASSERT_TRUE(record->begun);
  SimulatedSink runtime(host_);
  Journal journal(runtime, files_, *record, true);
  const auto outcome = recover(host_, journal, *record, "later", Direction::back, options_);
  EXPECT_EQ(outcome.kind, OutcomeKind::done) << outcome.sentence;
  EXPECT_EQ(value_of(host_.truth(), record->begin.before[0].object).value_or(""), "");
  EXPECT_EQ(backlog(), "4096") << "not a file: it is not this boot's business";
  const auto after = parse_journal(files_.text, "j");
  ASSERT_TRUE(after) << after.error().sentence;
  EXPECT_EQ(after->ending, Ending::rolled_back);
}

}  // namespace
}  // namespace holdfast
