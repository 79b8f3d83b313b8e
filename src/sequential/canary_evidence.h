// What the pairs of a canary say, look by look: one look per pair, in the order of the pairs.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sequential/e_process.h"

namespace holdfast {

/// Treated less control. Of cost (bps), HJ99x (as its logarithm), rejects and drops (shares) more
/// is worse; of completion (a share, 0.01 is a percentage point) more is better.
enum class CanaryOutcome { cost, hj99, completion, rejects, drops };
inline constexpr std::array kCanaryOutcomes = {CanaryOutcome::cost, CanaryOutcome::hj99,
                                               CanaryOutcome::completion, CanaryOutcome::rejects,
                                               CanaryOutcome::drops};
/// "cost", "ln_hj99x", "completion", "rejects", "drops": the columns of tables of pairs.
std::string_view name_of(CanaryOutcome outcome);

template <class Value>
using PerOutcome = std::array<Value, kCanaryOutcomes.size()>;
constexpr std::size_t index_of(CanaryOutcome outcome) { return static_cast<std::size_t>(outcome); }

enum class CanaryBucket { open, middle, close };
std::string_view name_of(CanaryBucket bucket);

struct CanaryPair {
  std::string session;
  CanaryBucket bucket = CanaryBucket::middle;
  PerOutcome<std::optional<double>> differences{};  // absent: nothing was measured
  bool is_faithful = false;  // the treated side is known to have had what it was assigned
  friend bool operator==(const CanaryPair&, const CanaryPair&) = default;
};

/// What is fixed before the first pair.
struct CanaryRule {
  double alpha = 0.05;             // of each of the tests for promotion, all of which must pass
  double harm_alpha = 0.05;        // of all guardrails together
  PerOutcome<double> v_opt{};      // n_target · variance of an A/A pair; 0: not looked at
  std::size_t target_pairs = 100;  // that v_opt was made for
  std::size_t least_pairs = 20, most_pairs = 400, least_sessions = 2;
  double completion_margin = 0.005;   // what completion may lose
  double least_worthwhile_bps = 0.5;  // MDE: an improvement of cost below this is not worth having
  double least_fidelity = 0.95;       // share of pairs that were faithful
  friend bool operator==(const CanaryRule&, const CanaryRule&) = default;
};

struct CanaryLook {
  std::size_t pairs = 0;
  double ln_e_cost = 0, ln_e_hj99 = 0;  // for improvement
  double ln_e_completion = 0;           // for "not worse by the margin"
  PerOutcome<double> ln_e_harm{};
  std::optional<EffectInterval> cost;  // the confidence sequence of cost, treated less control
  std::optional<EffectInterval> cost_asymptotic;
};

/// CHECK: v_opt of cost, hj99 and completion is above 0.
std::vector<CanaryLook> looks_of(const std::vector<CanaryPair>& pairs, const CanaryRule& rule);

}  // namespace holdfast
