// Laws that hold for every tape; a failing one is printed with the seed that makes it again.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

#include "regime/tape.h"

namespace rc {

using namespace holdfast;

template <>
struct Arbitrary<RegimeInput> {
  static Gen<RegimeInput> arbitrary() {
    // Figures about the thresholds, so that all states are reached.
    const auto figure = [](std::vector<double> values) {
      return gen::oneOf(gen::just(std::optional<double>()),
                        gen::map(gen::elementOf(std::move(values)),
                                 [](double value) { return std::optional<double>(value); }));
    };
    const auto rarely = gen::map(gen::inRange(0, 40), [](int roll) { return roll == 0; });
    return gen::build<RegimeInput>(
        gen::set(&RegimeInput::vam, gen::oneOf(figure({0, 0.03, 0.04, 0.079, 0.08, 0.15, 0.3, 1}),
                                               figure({0, 0.01}), figure({0.2, 0.4}))),
        gen::set(&RegimeInput::jitter_ratio, figure({0.9, 1.09, 1.1, 1.2, 1.25, 2, 7})),
        gen::set(&RegimeInput::repaired,
                 gen::map(gen::inRange(0, 6), [](int n) { return n == 0; })),
        gen::set(&RegimeInput::yielded, rarely), gen::set(&RegimeInput::released, rarely),
        gen::set(&RegimeInput::topology_restored,
                 gen::map(gen::inRange(0, 10), [](int n) { return n != 0; })));
  }
};

template <>
struct Arbitrary<RegimeSettings> {
  static Gen<RegimeSettings> arbitrary() {
    return gen::exec([] {
      RegimeSettings settings;
      for (auto* one : {&settings.warn, &settings.drifted, &settings.jitter}) {
        one->enter_windows = *gen::inRange(1U, 5U);
        one->leave_windows = *gen::inRange(1U, 8U);
      }
      settings.dwell_windows = *gen::inRange(1U, 9U);
      settings.contain_reentries = *gen::inRange(1U, 4U);
      settings.contain_within_seconds = *gen::elementOf(std::vector<double>{5, 60, 1800});
      settings.contain_leave_windows = *gen::inRange(1U, 20U);
      return settings;
    });
  }
};

}  // namespace rc

namespace holdfast {
namespace {

Tape any_tape() {
  Tape tape;
  tape.settings = *rc::gen::arbitrary<RegimeSettings>();
  // Runs of the same window: single ones would seldom leave ALIGNED.
  for (const auto& input : *rc::gen::arbitrary<std::vector<RegimeInput>>()) {
    auto copy = input;
    const auto windows = *rc::gen::inRange(1, 12);
    for (int i = 0; i < windows; ++i) {
      copy.at.ns = static_cast<std::int64_t>(tape.inputs.size() + 1) * 1'000'000'000;
      tape.inputs.push_back(copy);
      copy.repaired = copy.yielded = copy.released = false;
    }
  }
  return tape;
}

RC_GTEST_PROP(RegimeLaws, NoStateIsLeftBeforeItsDwellButToAndFromContainment, ()) {
  const auto tape = any_tape();
  RegimeState state;
  std::uint32_t windows = 0;
  for (const auto& input : tape.inputs) {
    ++windows;
    const auto from = state.regime;
    const auto transition = step(state, input, tape.settings);
    if (!transition) continue;
    RC_ASSERT(transition->from == from && transition->to == state.regime && from != state.regime);
    const bool forced = input.yielded || (input.released && from == Regime::safe_contain);
    RC_ASSERT(forced || windows >= tape.settings.dwell_windows);
    if (input.yielded) RC_ASSERT(state.regime == Regime::safe_contain);
    windows = 0;
  }
}

RC_GTEST_PROP(RegimeLaws, AnAbsentFigureHoldsTheState, ()) {
  const auto tape = any_tape();
  RegimeState state = replay(tape).last;
  for (const auto figure :
       {std::optional<double>(), std::optional(std::numeric_limits<double>::quiet_NaN())}) {
    RegimeInput input;
    input.at.ns = 1'000'000'000'000'000;
    input.vam = figure;
    input.jitter_ratio = *rc::gen::elementOf(std::vector<double>{0, 1, 100});
    auto held = state;
    const auto windows = *rc::gen::inRange(1, 200);
    for (int i = 0; i < windows; ++i) RC_ASSERT(!step(held, input, tape.settings));
    RC_ASSERT(held.regime == state.regime && held.above_warn == state.above_warn &&
              held.above_drifted == state.above_drifted && held.below_warn == state.below_warn &&
              held.below_drifted == state.below_drifted && held.restored == state.restored);
  }
}

RC_GTEST_PROP(RegimeLaws, AWorseWindowNeverLeadsToAMilderState, ()) {
  const auto tape = any_tape();
  const auto state = replay(tape).last;
  const auto vams = *rc::gen::container<std::vector<double>>(
      2, rc::gen::elementOf(std::vector<double>{0, 0.03, 0.04, 0.08, 0.1, 0.15, 0.5, 1}));
  const auto jitters = *rc::gen::container<std::vector<double>>(
      2, rc::gen::elementOf(std::vector<double>{0.9, 1.1, 1.2, 1.25, 3}));
  RegimeInput better;
  better.at.ns = static_cast<std::int64_t>(tape.inputs.size() + 1) * 1'000'000'000;
  auto worse = better;
  better.vam = std::min(vams[0], vams[1]);
  worse.vam = std::max(vams[0], vams[1]);
  better.jitter_ratio = std::min(jitters[0], jitters[1]);
  worse.jitter_ratio = std::max(jitters[0], jitters[1]);
  worse.topology_restored = *rc::gen::arbitrary<bool>();
  auto after_better = state;
  auto after_worse = state;
  (void)step(after_better, better, tape.settings);
  (void)step(after_worse, worse, tape.settings);
  RC_ASSERT(after_better.regime <= after_worse.regime);
}

RC_GTEST_PROP(RegimeLaws, AStateIsLeftOnlyToItsNeighbourOrContainment, ()) {
  for (const auto& transition : replay(any_tape()).transitions) {
    const int from = static_cast<int>(transition.from);
    const int to = static_cast<int>(transition.to);
    const bool contains = transition.to == Regime::safe_contain;
    const bool leaves = transition.from == Regime::safe_contain && to <= 1;
    RC_ASSERT(contains || leaves || std::abs(from - to) == 1);
    RC_ASSERT(!transition.evidence.empty());
  }
}

RC_GTEST_PROP(RegimeLaws, ATapeOfGoodWindowsEndsAligned, ()) {
  auto tape = any_tape();
  for (int i = 0; i < 80; ++i) {
    RegimeInput good;
    good.at.ns = static_cast<std::int64_t>(tape.inputs.size() + 1) * 1'000'000'000;
    good.vam = 0;
    good.jitter_ratio = 1;
    tape.inputs.push_back(good);
  }
  RC_ASSERT(replay(tape).last.regime == Regime::aligned);
}

RC_GTEST_PROP(RegimeLaws, ATapeReadsBackAsWhatWasWritten, ()) {
  const auto tape = any_tape();
  const auto again = parse_tape(to_text(tape));
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == tape);
  RC_ASSERT(replay(*again).transitions == replay(tape).transitions);
}

}  // namespace
}  // namespace holdfast
