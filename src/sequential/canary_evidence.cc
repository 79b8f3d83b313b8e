#include "sequential/canary_evidence.h"

#include "base/check.h"

namespace holdfast {
namespace {

/// Of one outcome: for improvement, for harm, and for two sides.
struct Process {
  double rho_one_sided = 0, rho_harm = 0;
  PairSums sums;
};

// Harm is tested at a share of its level, and is sharpest there.
Process process_of(double v_opt, const CanaryRule& rule, double guardrails) {
  if (v_opt <= 0) return {};
  return {.rho_one_sided = mixture_rho(v_opt, 2 * rule.alpha),
          .rho_harm = mixture_rho(v_opt, 2 * rule.harm_alpha / guardrails)};
}

double harm_of(CanaryOutcome outcome, const Process& process) {
  if (process.rho_harm <= 0) return 0;
  const double worse = outcome == CanaryOutcome::completion ? -1 : 1;
  return ln_e_one_sided(worse * process.sums.sum(), process.sums.squares(), process.rho_harm);
}

}  // namespace

std::string_view name_of(CanaryOutcome outcome) {
  switch (outcome) {
    case CanaryOutcome::cost: return "cost";
    case CanaryOutcome::hj99: return "ln_hj99x";
    case CanaryOutcome::completion: return "completion";
    case CanaryOutcome::rejects: return "rejects";
    case CanaryOutcome::drops: return "drops";
  }
  return "";
}

std::string_view name_of(CanaryBucket bucket) {
  switch (bucket) {
    case CanaryBucket::open: return "open";
    case CanaryBucket::middle: return "middle";
    case CanaryBucket::close: return "close";
  }
  return "";
}

std::vector<CanaryLook> looks_of(const std::vector<CanaryPair>& pairs, const CanaryRule& rule) {
  double guardrails = 0;
  for (const double v_opt : rule.v_opt) guardrails += v_opt > 0 ? 1 : 0;
  PerOutcome<Process> processes;
  for (const auto outcome : kCanaryOutcomes) {
    processes[index_of(outcome)] = process_of(rule.v_opt[index_of(outcome)], rule, guardrails);
  }
  auto& cost = processes[index_of(CanaryOutcome::cost)];
  auto& hj99 = processes[index_of(CanaryOutcome::hj99)];
  const auto& completion = processes[index_of(CanaryOutcome::completion)];
  HOLDFAST_CHECK(cost.rho_harm > 0 && hj99.rho_harm > 0 && completion.rho_harm > 0);
  const double rho_cost = mixture_rho(rule.v_opt[index_of(CanaryOutcome::cost)], rule.alpha);
  PairSums shifted;  // completion with its margin
  std::vector<CanaryLook> looks;
  for (const auto& pair : pairs) {
    for (const auto outcome : kCanaryOutcomes) {
      const auto& difference = pair.differences[index_of(outcome)];
      if (!difference) continue;
      processes[index_of(outcome)].sums.add(*difference);
      if (outcome == CanaryOutcome::completion) shifted.add(*difference + rule.completion_margin);
    }
    CanaryLook look{.pairs = looks.size() + 1};
    look.ln_e_cost = ln_e_one_sided(-cost.sums.sum(), cost.sums.squares(), cost.rho_one_sided);
    look.ln_e_hj99 = ln_e_one_sided(-hj99.sums.sum(), hj99.sums.squares(), hj99.rho_one_sided);
    look.ln_e_completion =
        ln_e_one_sided(shifted.sum(), shifted.squares(), completion.rho_one_sided);
    for (const auto outcome : kCanaryOutcomes) {
      look.ln_e_harm[index_of(outcome)] = harm_of(outcome, processes[index_of(outcome)]);
    }
    look.cost = confidence_sequence(cost.sums, rho_cost, rule.alpha);
    look.cost_asymptotic = asymptotic_sequence(cost.sums, rule.target_pairs, rule.alpha);
    looks.push_back(look);
  }
  return looks;
}

}  // namespace holdfast
