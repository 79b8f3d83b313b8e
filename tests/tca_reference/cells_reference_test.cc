// Cells beside what R says about hdfe_data.csv (cells/ask_r.R).
#include <gtest/gtest.h>

#include "cdt/cell_effects.h"
#include "cdt/cluster_variance.h"
#include "cdt/false_discovery.h"
#include "cdt/random_effects.h"
#include "reference_market.h"

namespace holdfast {
namespace {

class CellsReference : public ReferenceMarket {
 protected:
  CellsReference() { answers_ = read_answers("cells/answers.txt"); }

  CellInput input(const OwnedFactor& cells) const {
    return {.base = ReferenceMarket::input("fe_b"),
            .outcome = outcome_,
            .cells = cells.view(),
            .clusters = host_session_.view(),
            .second_clusters = {},
            .whole = cell_arms(data_.at("d"), cells.view())};
  }
  void expect_effects(const std::string& by, const OwnedFactor& cells) const {
    auto found = cell_effects(input(cells));
    std::erase_if(found, [](const CellEffect& one) { return !one.has_estimate(); });
    const auto estimates = answer(by + ".estimate"), errors = answer(by + ".error");
    const auto clusters = answer(by + ".clusters"), p = answer(by + ".p");
    ASSERT_EQ(found.size(), estimates.size());
    for (std::size_t k = 0; k < found.size(); ++k) {
      const auto& one = found[k].inference;
      EXPECT_NEAR(one.estimate, estimates[k], kLinearAlgebra * estimates[k]) << by << k;
      EXPECT_EQ(static_cast<double>(found[k].clusters), clusters[k]);
      EXPECT_EQ(found[k].has_error(), clusters[k] >= kFewestClusters);
      if (!found[k].has_error()) continue;
      EXPECT_NEAR(one.error, errors[k], kLinearAlgebra * errors[k]) << by << k;
      EXPECT_NEAR(one.p, p[k], kLinearAlgebra * p[k]) << by << k;
    }
  }
  void expect_spread(const std::string& by) const {
    const auto found = random_effects(answer(by + ".estimate"), answer(by + ".error"));
    ASSERT_TRUE(found);
    expect_answer(by + ".spread", {found->mean, found->error, found->q, found->q_p,
                                   found->tau_squared, found->i_squared});
    expect_answer(by + ".shrunk", found->shrunk);
    expect_answer(by + ".shrunk_error", found->shrunk_error);
    expect_answer(by + ".discovery", false_discovery_shares(answer(by + ".p")));
  }
};

TEST_F(CellsReference, EffectsOfHostsAreLmsWithTheirErrorsByClusters) {
  expect_effects("host", host_);
}

TEST_F(CellsReference, EffectsOfSymbolsAreLmsWithTheirErrorsByClusters) {
  expect_effects("symbol", symbol_);
}

TEST_F(CellsReference, ShrunkValuesAreThoseOfTheFormulas) {
  expect_spread("host");
  expect_spread("symbol");
}

}  // namespace
}  // namespace holdfast
