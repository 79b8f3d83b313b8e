#include "regime/regime_machine.h"

#include <algorithm>
#include <cmath>

#include "regime/evidence.h"

namespace holdfast {
namespace {

std::optional<double> finite(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? value : std::nullopt;
}

void count_run(std::uint32_t& windows, bool holds) { windows = holds ? windows + 1 : 0; }

// A run of no windows at all would need no figure.
bool is_long_enough(std::uint32_t windows, std::uint32_t wanted) {
  return windows >= std::max(1U, wanted);
}

class Step {
 public:
  Step(RegimeState& state, const RegimeInput& input, const RegimeSettings& settings)
      : state_(state),
        input_(input),
        settings_(settings),
        figures_{finite(input.vam), finite(input.jitter_ratio)} {}

  std::optional<Transition> run() {
    if (state_.windows == 0 && state_.since == Instant{}) state_.since = input_.at;
    ++state_.windows;
    if (input_.repaired && state_.drifted_before) state_.repaired_at = input_.at;
    if (state_.regime == Regime::safe_contain) return contained();
    if (input_.yielded) return go(Regime::safe_contain, evidence_of_yield(figures_));
    return count_figures() && is_dwelt() ? by_figures() : std::nullopt;
  }

 private:
  bool is_dwelt() const { return state_.windows >= settings_.dwell_windows; }

  bool is_jitter_at_least(double threshold) const {
    return !figures_.jitter || *figures_.jitter >= threshold;
  }
  bool is_jitter_below(double threshold) const {
    return !figures_.jitter || *figures_.jitter < threshold;
  }
  bool is_aligned() const {
    return *figures_.vam < settings_.warn.leave && is_jitter_below(settings_.jitter.leave);
  }

  // Both signals must hold for as long as the slower of them asks.
  std::uint32_t windows_of(std::uint32_t vam, std::uint32_t jitter) const {
    return figures_.jitter ? std::max(vam, jitter) : vam;
  }

  bool count_figures() {
    if (!figures_.vam) {
      ++state_.held;
      return false;
    }
    state_.held = 0;
    const double vam = *figures_.vam;
    const auto& jitter = settings_.jitter;
    count_run(state_.above_warn, vam >= settings_.warn.enter);
    count_run(state_.above_drifted,
              vam >= settings_.drifted.enter && is_jitter_at_least(jitter.enter));
    count_run(state_.below_drifted, vam < settings_.drifted.leave && is_jitter_below(jitter.leave));
    count_run(state_.below_warn, is_aligned());
    return true;
  }

  std::optional<Transition> by_figures() {
    const auto& warn = settings_.warn;
    const auto& drifted = settings_.drifted;
    const auto& jitter = settings_.jitter;
    switch (state_.regime) {
      case Regime::aligned:
        if (!is_long_enough(state_.above_warn, warn.enter_windows)) break;
        return go(Regime::warn,
                  evidence_above(figures_, warn.enter, std::nullopt, state_.above_warn));
      case Regime::warn:
        if (is_long_enough(state_.above_drifted,
                           windows_of(drifted.enter_windows, jitter.enter_windows))) {
          return drift();
        }
        if (!is_long_enough(state_.below_warn,
                            windows_of(warn.leave_windows, jitter.leave_windows))) {
          break;
        }
        return go(Regime::aligned,
                  evidence_below(figures_, warn.leave, jitter.leave, state_.below_warn));
      case Regime::drifted:
        if (!is_long_enough(state_.below_drifted,
                            windows_of(drifted.leave_windows, jitter.leave_windows))) {
          break;
        }
        return go(Regime::warn,
                  evidence_below(figures_, drifted.leave, jitter.leave, state_.below_drifted));
      case Regime::safe_contain: break;
    }
    return std::nullopt;
  }

  // Into DRIFTED; but into SAFE_CONTAIN when repairs have not kept it away.
  std::optional<Transition> drift() {
    auto evidence = evidence_above(figures_, settings_.drifted.enter, settings_.jitter.enter,
                                   state_.above_drifted);
    auto& reentries = state_.reentries;
    if (state_.drifted_before && state_.repaired_at) reentries.push_back(*state_.repaired_at);
    state_.drifted_before = true;
    std::erase_if(reentries, [&](Instant repair) {
      return elapsed_seconds(repair, input_.at) > settings_.contain_within_seconds;
    });
    const auto times = static_cast<std::uint32_t>(reentries.size());
    if (!is_long_enough(times, settings_.contain_reentries)) {
      return go(Regime::drifted, std::move(evidence));
    }
    return go(Regime::safe_contain,
              evidence_of_reentries(evidence, times, settings_.contain_within_seconds));
  }

  std::optional<Transition> contained() {
    if (input_.yielded || !input_.topology_restored) {
      state_.restored = 0;
    } else if (figures_.vam) {
      count_run(state_.restored, is_aligned());
    }
    state_.held = figures_.vam ? 0 : state_.held + 1;
    if (input_.yielded) return std::nullopt;
    if (input_.released) return leave(Regime::warn, evidence_of_release(figures_));
    if (!figures_.vam || !is_dwelt() ||
        !is_long_enough(state_.restored, settings_.contain_leave_windows)) {
      return std::nullopt;
    }
    return leave(Regime::aligned, evidence_of_restoration(figures_, settings_, state_.restored));
  }

  std::optional<Transition> leave(Regime to, std::string evidence) {
    state_.drifted_before = false;
    state_.repaired_at.reset();
    state_.reentries.clear();
    return go(to, std::move(evidence));
  }

  std::optional<Transition> go(Regime to, std::string evidence) {
    Transition transition{state_.regime, to, input_.at, std::move(evidence)};
    state_.regime = to;
    state_.since = input_.at;
    state_.windows = 0;
    state_.above_warn = state_.above_drifted = state_.below_drifted = state_.below_warn = 0;
    state_.restored = state_.held = 0;
    return transition;
  }

  RegimeState& state_;
  const RegimeInput& input_;
  const RegimeSettings& settings_;
  Figures figures_;
};

}  // namespace

std::optional<Transition> step(RegimeState& state, const RegimeInput& input,
                               const RegimeSettings& settings) {
  return Step(state, input, settings).run();
}

}  // namespace holdfast
