#include "apply/bench_layers.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "apply/recover.h"
#include "apply/simulated_host.h"
#include "apply/simulated_world.h"
#include "plan/make_plan.h"

namespace holdfast {
namespace {

constexpr std::uint64_t kSeeds = 150;

/// Packets whose delay follows from how the host stands at that moment.
class SimulatedTraffic final : public TrafficSource {
 public:
  explicit SimulatedTraffic(SimulatedHost& host) : host_(host) {}
  Result<TrafficReading> measure() override {
    host_.wait(1);
    ++windows;
    if (host_.moment()) return fail(ErrorCode::failed, "killed");
    if (windows == fails_at) return fail(ErrorCode::failed, "no packet came");
    TrafficReading reading{
        .packets = 1000, .p50_ns = 1000, .p99_ns = delay(host_.truth()), .p999_ns = 9000.0};
    *reading.p99_ns *= 1 + 0.01 * static_cast<double>(windows % 3);
    return reading;
  }
  void keep_flowing() override {}

  std::function<double(const HostSnapshot&)> delay = [](const HostSnapshot&) { return 5000.0; };
  std::size_t windows = 0, fails_at = 0;

 private:
  SimulatedHost& host_;
};

struct Life {
  explicit Life(std::uint64_t number, SimulatedFaults faults = {})
      : seed(number),
        world(simulated_world(seed)),
        demands(simulated_demands(seed, world)),
        host(world, seed, faults),
        runtime(host),
        files(host),
        start(host.truth()),
        traffic(host) {}

  BenchRequest request() {
    BenchRequest request;
    request.demands = demands;
    request.rounds = 2;
    request.options.wait_seconds = 0.4;
    request.options.ceiling = Risk::drops_link;
    request.options.interruption = [this] { return host.interruption(); };
    return request;
  }
  BenchResult bench(const BenchRequest& request) {
    Journal journal(runtime, files);
    JournalBegin begin;
    begin.id = 1;
    begin.boot_id = "boot";
    begin.at = "2026-05-01T14:03:07Z";
    return bench_layers(host, journal, begin, request, traffic);
  }
  bool is_at_start() const { return all_settings(host.truth()) == all_settings(start); }

  std::uint64_t seed;
  HostSnapshot world;
  Demands demands;
  SimulatedHost host;
  SimulatedSink runtime, files;
  HostSnapshot start;
  SimulatedTraffic traffic;
};

TEST(BenchLayers, MeasuresEveryLayerAndLeavesTheHostAsItWas) {
  std::size_t measured = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Life life(seed);
    const auto result = life.bench(life.request());
    ASSERT_TRUE(life.is_at_start()) << "seed " << seed << ": " << result.outcome.sentence;
    if (result.outcome.kind == OutcomeKind::nothing_to_do) continue;
    ASSERT_EQ(result.why, "") << "seed " << seed;
    ASSERT_EQ(result.layers.size(), layers_of(result.outcome.plan, LayersBy::kind).size());
    for (const auto& one : result.layers) {
      ASSERT_EQ(one.why, "") << "seed " << seed << ": " << one.layer.name;
      ASSERT_EQ(one.off.size(), 2U);
      ASSERT_EQ(one.on.size(), 2U);
      ++measured;
    }
    const auto record = parse_journal(life.runtime.text, "runtime");
    ASSERT_TRUE(record);
    ASSERT_EQ(record->begin.kind, JournalKind::bench);
    ASSERT_EQ(record->ending, Ending::rolled_back);
  }
  EXPECT_GT(measured, kSeeds);
}

// While layer k is measured, what is on is exactly the layers before it, and k in every other
// window.
TEST(BenchLayers, SwitchesOnOneLayerAtATimeOverThoseThatWereKept) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Life life(seed);
    std::size_t wrong = 0, looked = 0;
    std::vector<Layer> layers;
    BenchProgress now;
    auto request = life.request();
    request.progress = [&](const BenchProgress& progress) { now = progress; };
    Plan plan = make_plan(request.demands, life.host.truth());
    layers = layers_of(plan, LayersBy::kind);
    // Those that a reset of the queues cannot have disturbed.
    const bool is_plain = std::all_of(plan.steps.begin(), plan.steps.end(), [](const Step& step) {
      return step.risk == Risk::safe && step.before;
    });
    life.traffic.delay = [&](const HostSnapshot& host) {
      if (!is_plain || now.number > layers.size()) return 5000.0;
      const auto left = make_plan(life.demands, host).steps;
      for (std::size_t i = 0; i < layers.size(); ++i) {
        const bool is_on = std::none_of(left.begin(), left.end(), [&](const Step& step) {
          return std::any_of(layers[i].steps.begin(), layers[i].steps.end(),
                             [&](const Step& mine) { return mine.object == step.object; });
        });
        const bool wanted = i + 1 < now.number || (i + 1 == now.number && now.on);
        ++looked;
        if (is_on != wanted) ++wrong;
      }
      return 5000.0;
    };
    (void)life.bench(request);
    ASSERT_EQ(wrong, 0U) << "seed " << seed << ", of " << looked;
  }
}

TEST(BenchLayers, RoundsGoOffOnThenOnOff) {
  Life life(1);
  auto request = life.request();
  request.rounds = 4;
  std::string order;
  request.progress = [&](const BenchProgress& progress) {
    if (progress.number == 1) order += progress.on ? '1' : '0';
  };
  (void)life.bench(request);
  EXPECT_EQ(order, "01100110");
}

TEST(BenchLayers, KeepsWhatHelpsAndUndoesTheRestWhenAsked) {
  std::size_t helped = 0, dropped = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Life life(seed);
    auto request = life.request();
    request.rounds = 3;
    request.undo_useless = true;
    // Only the vectors matter to this traffic.
    const auto all = make_plan(request.demands, life.host.truth()).steps.size();
    if (all == 0) continue;
    life.traffic.delay = [&](const HostSnapshot& host) {
      const auto left = make_plan(life.demands, host).steps;
      return std::any_of(left.begin(), left.end(),
                         [](const Step& step) { return step.object.kind == SettingKind::vector; })
                 ? 50000.0
                 : 5000.0;
    };
    const auto result = life.bench(request);
    ASSERT_TRUE(life.is_at_start()) << "seed " << seed;
    for (const auto& one : result.layers) {
      ASSERT_EQ(one.kept, one.verdict == LayerVerdict::helps) << one.layer.name;
      const bool has_vectors =
          std::any_of(one.layer.steps.begin(), one.layer.steps.end(),
                      [](const Step& step) { return step.object.kind == SettingKind::vector; });
      if (!has_vectors && one.layer.steps.front().risk == Risk::safe) {
        EXPECT_NE(one.verdict, LayerVerdict::helps) << "seed " << seed << ": " << one.layer.name;
      }
      ++(one.kept ? helped : dropped);
    }
  }
  EXPECT_GT(helped, 10U);
  EXPECT_GT(dropped, 10U);
}

TEST(BenchLayers, RefusesWhatIsRiskierThanWasAllowedAndTouchesNothing) {
  std::size_t refused = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Life life(seed);
    auto request = life.request();
    request.options.ceiling = Risk::safe;
    const auto plan = make_plan(request.demands, life.host.truth());
    const bool risky = std::any_of(plan.steps.begin(), plan.steps.end(),
                                   [](const Step& step) { return step.risk > Risk::safe; });
    const auto result = life.bench(request);
    ASSERT_EQ(result.outcome.kind == OutcomeKind::refused, risky) << "seed " << seed;
    if (!risky) continue;
    ++refused;
    EXPECT_EQ(life.runtime.text, "");
    EXPECT_NE(result.outcome.sentence.find("--risk"), std::string::npos);
    EXPECT_EQ(life.traffic.windows, 0U);
  }
  EXPECT_GT(refused, 10U);
}

TEST(BenchLayers, ALayerThatIsRefusedIsToldAndTheOthersAreMeasured) {
  std::size_t refused = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Life life(seed);
    life.host.swallow = [](const Setting& wanted) {
      return wanted.object.kind == SettingKind::coalesce;
    };
    const auto result = life.bench(life.request());
    ASSERT_TRUE(life.is_at_start()) << "seed " << seed;
    for (const auto& one : result.layers) {
      const bool swallowed = one.layer.steps.back().object.kind == SettingKind::coalesce;
      ASSERT_EQ(one.verdict == LayerVerdict::refused, swallowed)
          << "seed " << seed << ": " << one.layer.name << ": " << one.why;
      if (swallowed) ++refused;
    }
  }
  EXPECT_GT(refused, 10U);
}

TEST(BenchLayers, TrafficThatFailsEndsItAndTheHostIsAsItWas) {
  std::size_t ended = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Life life(seed);
    life.traffic.fails_at = 1 + seed % 5;
    const auto result = life.bench(life.request());
    ASSERT_TRUE(life.is_at_start()) << "seed " << seed;
    if (life.traffic.windows < life.traffic.fails_at) continue;
    ++ended;
    ASSERT_EQ(result.why, "no packet came");
    ASSERT_EQ(result.outcome.kind, OutcomeKind::rolled_back);
  }
  EXPECT_GT(ended, kSeeds / 2);
}

TEST(BenchLayers, ASignalPutsEverythingBack) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Life life(seed);
    auto request = life.request();
    std::size_t asked = 0;
    request.options.interruption = [&] {
      return ++asked > 1 + seed * 3 ? Interruption::go_back : Interruption::none;
    };
    const auto result = life.bench(request);
    ASSERT_TRUE(life.is_at_start()) << "seed " << seed << ": " << result.outcome.sentence;
  }
}

TEST(BenchLayers, KilledAtAnyMomentItIsTakenBackByRecover) {
  std::size_t killed = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Life whole(seed);
    (void)whole.bench(whole.request());
    const auto moments = whole.host.moments();
    if (moments == 0) continue;
    Life life(seed, {.percent = 0,
                     .most_faults = 0,
                     .idle_percent = 0,
                     .kill_at = 1 + (seed * 7919) % moments});
    (void)life.bench(life.request());
    if (!life.host.killed()) continue;
    ++killed;
    life.host.revive();
    const auto record = parse_journal(life.runtime.text, "runtime");
    ASSERT_TRUE(record) << record.error().sentence;
    if (!record->begun || record->finished()) {
      ASSERT_TRUE(life.is_at_start()) << "seed " << seed;
      continue;
    }
    life.runtime.text.resize(record->sound_bytes);
    for (const auto direction : {Direction::forward}) {  // a bench has nothing to finish
      Journal journal(life.runtime, life.files, *record, false);
      ApplyOptions options;
      options.wait_seconds = 0.4;
      options.ceiling = Risk::drops_link;
      const auto outcome = recover(life.host, journal, *record, "boot", direction, options);
      ASSERT_TRUE(life.is_at_start()) << "seed " << seed << ": " << outcome.sentence;
    }
    const auto after = parse_journal(life.runtime.text, "runtime");
    ASSERT_TRUE(after);
    EXPECT_EQ(after->ending, Ending::rolled_back);
  }
  EXPECT_GT(killed, kSeeds / 2);
}

}  // namespace
}  // namespace holdfast
