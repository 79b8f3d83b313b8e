// Rows of hosts and sessions whose cost and treatment both follow a load, for the tests of tails.
#pragma once

#include <cmath>
#include <vector>

#include "base/split_mix.h"
#include "cdt/cluster_codes.h"
#include "cdt/hdfe_design.h"

namespace holdfast {

struct TailRows {
  std::vector<double> treated, load, y;
  std::vector<std::uint32_t> host, session, cell;

  /// `slope`: how much of the treatment the load decides; a large one makes negative weights.
  explicit TailRows(std::size_t rows, double slope = 0.3) {
    SplitMix64 draws(rows);
    const auto uniform = [&] {
      return std::ldexp(static_cast<double>(draws.next() >> 11U), -53) - 0.5;
    };
    for (std::size_t i = 0; i < rows; ++i) {
      host.push_back(draws.below(6));
      session.push_back(draws.below(4));
      cell.push_back(host.back() * 4 + session.back());
      load.push_back(4 * (uniform() + uniform() + uniform()));
      treated.push_back(uniform() + slope * load.back() > 0 ? 1 : 0);
      const double tail = std::exp(5 * uniform());
      y.push_back(load.back() + host.back() + 2 * treated.back() + tail * (1 + treated.back()));
    }
  }

  HdfeDesign design() const {
    return HdfeDesign({.regressors = {treated, load},
                       .names = {"d", "load"},
                       .effects = {{host, 6}, {session, 4}}});
  }
  Factor clusters() const { return {cell, 24}; }
};

}  // namespace holdfast
