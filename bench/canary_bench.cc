// How often a canary that does nothing is said to do something, when each of 400 pairs is a look at
// 5 % (TCA §12). One iteration is all canaries of a world; the counters are shares of them.
#include <benchmark/benchmark.h>

#include "sequential/canary_worlds_test_fixture.h"

namespace holdfast {
namespace {

constexpr std::size_t kCanaries = 20'000;

void false_alarms_of(benchmark::State& state, NullWorld world) {
  FalseAlarms found;
  for (auto _ : state) found = false_alarms(world, kCanaries);
  state.counters["e_two_sided"] = found.two_sided;
  state.counters["e_one_sided"] = found.one_sided;
  state.counters["asymptotic"] = found.asymptotic;
  state.counters["repeated_t"] = found.repeated_t;
}

#define HOLDFAST_NULL_WORLD(name)                           \
  BENCHMARK_CAPTURE(false_alarms_of, name, NullWorld::name) \
      ->Iterations(1)                                       \
      ->Unit(benchmark::kMillisecond)
HOLDFAST_NULL_WORLD(normal);
HOLDFAST_NULL_WORLD(t3);
HOLDFAST_NULL_WORLD(t2);
HOLDFAST_NULL_WORLD(contaminated);
HOLDFAST_NULL_WORLD(not_drawn);

}  // namespace
}  // namespace holdfast
