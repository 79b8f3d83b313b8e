// tca_monte_carlo SEEDS [ROWS]: the acceptance of the specification's worlds, as
// docs/tca-monte-carlo.md.
//
// SEEDS draws of 20,000 orders in each of three worlds, and one of ROWS orders for the mediators'
// parts (default 1,000,000; 0: none). Ends with 1 when a line is out of its bounds; with fewer than
// 200 seeds a bound is only missed beyond three Monte-Carlo errors.
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "tca/parallel_threads.h"
#include "tca_monte_carlo_draw.h"

namespace holdfast {
namespace {

constexpr std::size_t kSeedsOfTheSpecification = 200;
constexpr double kSlackErrors = 3;  // of fewer seeds

struct World {
  const char* title;
  OrderSynthOptions options;
  AnalysisColumns columns;
  std::vector<std::map<std::string, McEstimate>> draws;
};

struct Mean {
  double value = 0, error = 0;  // Monte-Carlo
};

Mean mean_of(const World& world, const char* name,
             const std::function<double(const McEstimate&)>& of) {
  double sum = 0, squares = 0;
  for (const auto& draw : world.draws) {
    const double value = of(draw.at(name));
    sum += value;
    squares += value * value;
  }
  const auto count = static_cast<double>(world.draws.size());
  const double mean = sum / count;
  return {mean, std::sqrt(std::max(0.0, squares / count - mean * mean) / std::max(1.0, count - 1))};
}

Mean bias(const World& world, const char* name) {
  return mean_of(world, name, [](const McEstimate& one) { return one.estimate - one.truth; });
}
Mean holds_truth(const World& world, const char* name) {
  return mean_of(world, name, [](const McEstimate& one) {
    return one.low <= one.truth && one.truth <= one.high ? 100.0 : 0.0;
  });
}
Mean holds_expected(const World& world, const char* name) {
  return mean_of(world, name, [](const McEstimate& one) {
    return one.low <= one.expected && one.expected <= one.high ? 100.0 : 0.0;
  });
}
Mean misses_zero(const World& world, const char* name) {
  return mean_of(world, name,
                 [](const McEstimate& one) { return one.low > 0 || one.high < 0 ? 100.0 : 0.0; });
}

struct Line {
  std::string what, bounds;
  Mean found;
  double least, most;
};

bool is_within(const Line& line, double slack) {
  return line.found.value >= line.least - slack * line.found.error &&
         line.found.value <= line.most + slack * line.found.error;
}

std::vector<Line> lines_of(const World& usual, const World& hidden, const World& null) {
  constexpr double kAny = 1e9;
  std::vector<Line> lines;
  const auto add = [&](std::string what, std::string bounds, Mean found, double least,
                       double most) {
    lines.push_back({std::move(what), std::move(bounds), found, least, most});
  };
  for (const auto* world : {&usual, &hidden}) {
    const std::string in = fmt::format(" ({})", world->title);
    add("naive, bias" + in, "above 1", bias(*world, "naive"), 1, kAny);
    add("naive, holds the expected SATT" + in, "below 10 %", holds_expected(*world, "naive"), 0,
        10);
    add("CEM difference, bias" + in, "above 0.2", bias(*world, "cem"), 0.2, kAny);
    add("FE_B, bias" + in, "within 0.03", bias(*world, "fe_b"), -0.03, 0.03);
    add("FE_B, holds the SATT" + in, "at least 93 %", holds_truth(*world, "fe_b"), 93, 100);
    add("FE_B, holds the expected SATT" + in, "93 to 99 %", holds_expected(*world, "fe_b"), 93, 99);
    add("IW-QTE p95, bias" + in, "within 0.10", bias(*world, "iw_p95"), -0.1, 0.1);
    add("IW-QTE p95, holds the QTT" + in, "at least 93 %", holds_truth(*world, "iw_p95"), 93, 100);
    add("matched p95, bias" + in, "above 1", bias(*world, "matched_p95"), 1, kAny);
  }
  add("FE_A, bias (hidden)", "0.10 to 0.25", bias(hidden, "fe_a"), 0.10, 0.25);
  add("FE_B, CR1 rejects (null)", "2 to 9 %", misses_zero(null, "fe_b"), 2, 9);
  add("FE_B, largest error rejects (null)", "at most 6 %", misses_zero(null, "fe_b_max"), 0, 6);
  add("CEM difference rejects (null)", "above 30 %", misses_zero(null, "cem"), 30, 100);
  for (const auto* name : {"iw_p50", "iw_p90", "iw_p95", "iw_p99"}) {
    add(fmt::format("IW-QTE {}, MOVER misses 0 (null)", name + 3), "at most 9 %",
        misses_zero(null, name), 0, 9);
  }
  return lines;
}

void print_world(const World& world) {
  fmt::print(
      "\n## {}\n\n| estimator | bias, bps (Monte-Carlo error) | holds the SATT | holds the "
      "expected SATT "
      "|\n|---|---|---|---|\n",
      world.title);
  for (const auto& [name, first] : world.draws.front()) {
    const auto off = bias(world, name.c_str());
    fmt::print("| {} | {:+.3f} ({:.3f}) |", name, off.value, off.error);
    if (!first.has_error) {
      fmt::print(" - | - |\n");
      continue;
    }
    fmt::print(" {:.1f} % | {:.1f} % |\n", holds_truth(world, name.c_str()).value,
               holds_expected(world, name.c_str()).value);
  }
}

bool print_parts(std::uint64_t rows, const ParallelFor& parallel) {
  fmt::print(
      "\n## The mediators' parts of {} orders\n\n| part | planted | found | standard error | off "
      "by "
      "|\n|---|---|---|---|---|\n",
      rows);
  bool is_sound = true;
  for (const auto& part : mc_parts({.seed = 1, .rows = rows}, parallel)) {
    const double off = (part.value - part.truth) / part.error;
    is_sound = is_sound && std::fabs(off) <= 3;
    fmt::print("| {} | {:.4f} | {:.4f} | {:.4f} | {:+.2f} errors |\n", part.name, part.truth,
               part.value, part.error, off);
  }
  fmt::print("\nEach has to be within three standard errors: {}.\n",
             is_sound ? "met" : "**missed**");
  return is_sound;
}

void draw_all(World& world, std::size_t seeds, const ParallelFor& parallel) {
  world.draws.resize(seeds);
  parallel(seeds, [&](std::size_t i) {
    auto options = world.options;
    options.seed = i + 1;
    world.draws[i] = mc_draw(options, world.columns);
  });
}

void print_head(std::size_t seeds) {
  fmt::print(
      R"(# Monte Carlo of the estimators

Written by `./dev bench tca-mc`: {} seeds of 20,000 orders, 12 hosts and 10 sessions ([tca-synth.md](tca-synth.md)), by
the code that `holdfast-tca cdt`, `tail` and `decompose` run. *usual*: no hidden factor; *hidden*: a state of the
market that no column has adds 0.8 bps per unit; *null*: the same without an effect. Intervals are of 95 % by CR1 (host
× session); `fe_b_max` by the largest error, `iw_p…` by MOVER. The SATT is the effect on the drifted orders as it fell
out, the expected SATT its mean over tails and noise; quantiles are as they fell out. Strata are of quartiles and
terciles as in `cdt`, exact on `passive` (`--exact passive`), but where a title says otherwise.

| line | bounds | found (Monte-Carlo error) | |
|---|---|---|---|
)",
      seeds);
}

// Whether every line is within its bounds.
bool print_lines(const World& usual, const World& hidden, const World& null, double slack) {
  bool is_sound = true;
  for (const auto& line : lines_of(usual, hidden, null)) {
    const bool is_met = is_within(line, slack);
    is_sound = is_sound && is_met;
    fmt::print("| {} | {} | {:.3f} ({:.3f}) | {} |\n", line.what, line.bounds, line.found.value,
               line.found.error, is_met ? "met" : "**missed**");
  }
  return is_sound;
}

// What pruning by many strata of few orders does to the tail.
void print_fine_strata(const World& hidden, const World& null, std::size_t seeds,
                       const ParallelFor& parallel) {
  World fine_hidden{"hidden, cdt's default strata", hidden.options, {}, {}};
  World fine_null{"null, cdt's default strata", null.options, {}, {}};
  for (auto* world : {&fine_hidden, &fine_null}) {
    draw_all(*world, seeds, parallel);
    print_world(*world);
  }
  fmt::print(R"(
The default strata are exact on venue and on side × passive too: of 20,000 orders four in ten are then pruned, and the
means withstand it, quantiles do not; most likely because strata of few orders are kept when they happen to hold both
regimes, and the share of drifted orders is then less linear in the covariates. A million orders fill these strata. With
few orders take fewer strata, or `--no-prune`.
)");
}

int run(std::size_t seeds, std::uint64_t rows) {
  const auto parallel = parallel_threads(2);
  const OrderSynthOptions plain{.rows = 20'000, .hosts = 12, .sessions = 10};
  AnalysisColumns columns;
  columns.exact = {"passive"};
  World usual{"usual", plain, columns, {}}, hidden{"hidden", plain, columns, {}},
      null{"null", plain, columns, {}};
  hidden.options.hidden = null.options.hidden = 0.8;
  null.options.effect_scale = 0;
  for (auto* world : {&usual, &hidden, &null}) draw_all(*world, seeds, parallel);
  print_head(seeds);
  bool is_sound =
      print_lines(usual, hidden, null, seeds >= kSeedsOfTheSpecification ? 0 : kSlackErrors);
  for (const auto* world : {&usual, &hidden, &null}) print_world(*world);
  if (rows == 0) return is_sound ? 0 : 1;
  print_fine_strata(hidden, null, seeds, parallel);
  is_sound = print_parts(rows, parallel) && is_sound;
  return is_sound ? 0 : 1;
}

}  // namespace
}  // namespace holdfast

int main(int argc, char** argv) {
  const std::size_t seeds = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 0;
  const std::uint64_t rows = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1'000'000;
  if (seeds < 2) {
    std::fputs("usage: tca_monte_carlo SEEDS [ROWS]; at least 2 seeds\n", stderr);
    return 2;
  }
  return holdfast::run(seeds, rows);
}
