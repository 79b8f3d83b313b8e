#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "cdt/cem.h"
#include "cdt/gelbach.h"
#include "cdt/hdfe_fit.h"
#include "cdt/isotonic.h"
#include "cdt/iw_cdfs.h"
#include "cdt/matched_difference.h"
#include "ledger/sha256_text.h"
#include "sequential/e_process.h"
#include "stats/distributions.h"
#include "stats/normal_quantile.h"
#include "stats/philox.h"
#include "stats/quantile.h"
#include "stats/sums.h"
#include "tca/selftest_command.h"
#include "tca/verbs.h"

namespace holdfast {
namespace {

using Checks = std::vector<SelfCheck>;
using Column = std::vector<double>;

void add_numbers(Checks& to) {
  // Random123's kat_vectors: counter and key of ones.
  constexpr std::uint32_t kOnes = 0xffffffff;
  to.push_back({"Philox4x32-10, a known answer",
                static_cast<double>(philox4x32_10({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes})[0]),
                0x408f276d, 0});
  to.push_back({"normal quantile at 0.975", normal_quantile(0.975), 1.959963984540054, 1e-15});
  // Of two degrees it has a closed form.
  to.push_back({"Student's t of 2 degrees at 0.975", student_t_quantile(0.975, 2),
                0.95 * std::sqrt(2 / (1 - 0.95 * 0.95)), 1e-13});
  to.push_back({"quantile of 1, 2, 4, 8 at 0.95 (type 7)",
                quantile_type7(Column{1, 2, 4, 8}, 0.95).value_or(NAN), 7.4, 1e-14});
  // 10^16 + 1 − 10^16: a plain sum loses the 1.
  to.push_back({"sum that loses nothing", neumaier_sum(Column{1e16, 1, -1e16}), 1, 0});
}

// Strata of 3 and 2 units of effect, and one of treated rows alone, fifteen times over: by hand
// (2·(6 − 3) + 1·(10 − 4)) / 3 = 4.
void add_matching(Checks& to) {
  Column treated, y, x;
  std::vector<std::uint32_t> clusters;
  for (std::uint32_t copy = 0; copy < 15; ++copy) {
    for (const auto& [d, cost, where] : std::initializer_list<std::array<double, 3>>{
             {1, 5, 0}, {1, 7, 0}, {0, 1, 0}, {0, 5, 0}, {1, 10, 1}, {0, 4, 1}, {1, 99, 2}}) {
      treated.push_back(d);
      y.push_back(cost);
      x.push_back(where);
      clusters.push_back(copy);
    }
  }
  const std::vector<CoarsenedColumn> columns{{x, {0.5, 1.5}}};
  const auto match = match_coarsened(treated, columns, {});
  const std::vector<Factor> by{{clusters, 15}};
  const auto found = matched_difference(y, treated, match.weights, by);
  to.push_back({"matching in strata, by hand", found ? found->estimate : NAN, 4, 1e-12});
}

// A market of 8 hosts and 6 symbols in which all is exact.
struct Market {
  Column treated, mediator, cost;
  std::vector<std::uint32_t> host, symbol;
  Market() {
    for (std::uint32_t row = 0; row < 240; ++row) {
      RowDraws draws({1, 1}, row);
      host.push_back(row % 8);
      symbol.push_back(row / 8 % 6);
      treated.push_back(draws.uniform() < 0.2 + 0.05 * host.back() ? 1 : 0);
      mediator.push_back(0.5 * treated.back() + draws.normal());
      cost.push_back(treated.back() + 2 * mediator.back() + 3.0 * host.back() -
                     5.0 * symbol.back());
    }
  }
};

void add_regressions(Checks& to) {
  const Market market;
  const std::vector<Factor> effects{{market.host, 8}, {market.symbol, 6}};
  const HdfeDesign both({{market.treated, market.mediator}, {"D", "M"}, effects, {}});
  const auto exact = fit_hdfe(both, market.cost);
  to.push_back({"fixed effects: the planted coefficient", exact.coefficients[0], 1, 1e-10});
  to.push_back(
      {"fixed effects: what is left of the cost", std::sqrt(exact.residual_squares), 0, 1e-9});
  const HdfeInput base{{market.treated}, {"D"}, effects, {}};
  const HdfeDesign alone(base);
  const auto total = fit_hdfe(alone, market.cost).coefficients[0];
  const auto cdfs = iw_cdfs(alone, market.cost);
  double difference = cdfs ? 0 : NAN;
  for (std::size_t i = 0; cdfs && i < alone.rows(); ++i) {
    difference +=
        (alone.treatment()[i] == 1 ? 1 : -1) * cdfs->weights[i] * market.cost[alone.kept()[i]];
  }
  to.push_back({"implied weights: means differ by the coefficient", difference - total, 0, 1e-11});
  const auto parts = gelbach({base, {market.mediator}, {"M"}, {market.cost}, {market.host, 8}});
  if (parts.rows.empty() || parts.rows[0].parts.size() != 2) {
    to.push_back({"Gelbach: parts", NAN, 0, 0});
    return;
  }
  const auto& row = parts.rows[0];
  to.push_back({"Gelbach: the part through no mediator", row.parts[1].value, 1, 1e-10});
  to.push_back({"Gelbach: parts less their total",
                row.parts[0].value + row.parts[1].value - row.total.value, 0, 1e-11});
  to.push_back({"Gelbach: total less the coefficient", row.total.value - total, 0, 1e-11});
}

void add_canary(Checks& to) {
  // S = V = n and ρ = 1: ln E = n²/(2(n + 1)) − ½ ln(n + 1), which is 2.899 at 9 and 3.346 at 10.
  PairSums sums;
  double crossing = 0;
  for (std::size_t n = 1; crossing == 0 && n <= 20; ++n) {
    sums.add(1);
    if (ln_e_two_sided(sums.sum(), sums.squares(), 1) >= std::log(20.0)) {
      crossing = static_cast<double>(n);
    }
  }
  to.push_back({"e-process of pairs of 1: crosses ln 20 at", crossing, 10, 0});
  PairSums pairs;
  for (std::uint64_t row = 0; row < 100; ++row) pairs.add(RowDraws({2, 2}, row).normal());
  const auto sequence = confidence_sequence(pairs, 5, 0.05);
  const double bound = sequence ? sequence->high : NAN;
  to.push_back({"confidence sequence: ln E at its bound",
                ln_e_two_sided(pairs.sum() - 100 * bound,
                               pairs.squares() - 2 * bound * pairs.sum() + 100 * bound * bound, 5),
                std::log(20.0), 1e-9});
  const auto pools = isotonic_pools(Column{1, 4, 2}, Column{1, 1, 3});
  to.push_back({"isotonic: 4 and 2, weights 1 and 3", pools.back().value, 2.5, 1e-14});
  const bool is_standard =
      sha256_text("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  to.push_back({"SHA-256 of \"abc\" is the standard's (1: yes)", is_standard ? 1.0 : 0.0, 1, 0});
}

}  // namespace

void build_selftest(CLI::App& app) {
  app.add_subcommand("selftest", "does this build compute right on this machine?");
}

bool holds(const SelfCheck& check) {
  return std::fabs(check.found - check.expected) <= check.tolerance;
}

std::vector<SelfCheck> self_checks() {
  Checks checks;
  add_numbers(checks);
  add_matching(checks);
  add_regressions(checks);
  add_canary(checks);
  return checks;
}

std::string selftest_text(const std::vector<SelfCheck>& checks) {
  std::string text;
  for (const auto& one : checks) {
    text += fmt::format("{}  {:<50}{:>24.17g}  expected {:.17g} ± {:g}\n",
                        holds(one) ? "ok    " : "FAILED", one.name, one.found, one.expected,
                        one.tolerance);
  }
  const auto held = std::ranges::count_if(checks, holds);
  return text + fmt::format("{} of {} hold\n", held, checks.size());
}

int run_selftest(const SelftestCommand& /*command*/) {
  const auto checks = self_checks();
  std::fputs(selftest_text(checks).c_str(), stdout);
  return std::ranges::all_of(checks, holds) ? kVerbDone : kVerbFailure;
}

}  // namespace holdfast
