#include "cdt/hdfe_fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "cdt/cluster_estimate.h"
#include "cdt/cluster_leverage.h"
#include "cdt/cluster_variance.h"
#include "cdt/gelbach.h"
#include "cdt/wild_bootstrap.h"
#include "stats/philox.h"

namespace holdfast {
namespace {

/// Twelve hosts and ten sessions, three rows each; drift adds 2 to the cost.
struct Drifting {
  std::vector<std::uint32_t> host, session, half;
  std::vector<double> treatment, busy, cost;

  explicit Drifting(std::uint64_t seed = 1) {
    for (std::uint32_t row = 0; row < 360; ++row) {
      RowDraws draws({.seed = seed}, row);
      host.push_back(row % 12);
      session.push_back(row / 12 % 10);
      half.push_back(host.back() < 6 ? 0 : 1);
      treatment.push_back(draws.uniform() < .3 ? 1 : 0);
      busy.push_back(draws.normal());
      cost.push_back(2 * treatment.back() + busy.back() + .3 * host.back() + draws.normal());
    }
  }
  [[nodiscard]] Factor hosts() const { return {host, 12}; }
  [[nodiscard]] Factor sessions() const { return {session, 10}; }
  [[nodiscard]] HdfeInput input() const {
    return {.regressors = {treatment, busy},
            .names = {"drift", "busy"},
            .effects = {hosts(), sessions()}};
  }
};

void on_two_threads(std::size_t tasks, const std::function<void(std::size_t)>& task) {
  // Backwards, and odd ones elsewhere: the order must not matter.
  std::jthread other([&] {
    for (std::size_t i = tasks; i-- > 0;) {
      if (i % 2 == 1) task(i);
    }
  });
  for (std::size_t i = tasks; i-- > 0;) {
    if (i % 2 == 0) task(i);
  }
}

TEST(HdfeDesign, OfNoRowsIsEmpty) {
  EXPECT_EQ(HdfeDesign({.regressors = {{}}, .names = {"drift"}}).status(), EstimateStatus::empty);
}

TEST(HdfeDesign, WhoseRowsAreAllSingletonsIsEmpty) {
  const std::vector<std::uint32_t> own = {0, 1, 2};
  const std::vector<double> treatment = {0, 1, 0};
  const HdfeDesign design({.regressors = {treatment}, .names = {"drift"}, .effects = {{own, 3}}});
  EXPECT_EQ(design.status(), EstimateStatus::empty);
  EXPECT_EQ(design.singletons(), 3U);
}

TEST(HdfeDesign, WithoutAnyDriftOrWithNothingElseSaysWhich) {
  Drifting rows;
  rows.treatment.assign(360, 0);
  EXPECT_EQ(HdfeDesign(rows.input()).status(), EstimateStatus::no_treated);
  rows.treatment.assign(360, 1);
  EXPECT_EQ(HdfeDesign(rows.input()).status(), EstimateStatus::no_control);
}

TEST(HdfeDesign, WhoseDriftIsAPropertyOfTheHostIsNotIdentified) {
  Drifting rows;
  for (std::size_t i = 0; i < rows.host.size(); ++i) {
    rows.treatment[i] = rows.host[i] == 3 ? 1 : 0;
  }
  EXPECT_EQ(HdfeDesign(rows.input()).status(), EstimateStatus::not_identified);
}

TEST(HdfeDesign, WithAParameterForEveryRowIsSaturated) {
  const std::vector<std::uint32_t> host = {0, 0, 1, 1};
  const std::vector<std::uint32_t> session = {0, 1, 0, 1};
  const std::vector<double> treatment = {0, 1, 0, 0};
  const HdfeDesign design(
      {.regressors = {treatment}, .names = {"drift"}, .effects = {{host, 2}, {session, 2}}});
  EXPECT_EQ(design.status(), EstimateStatus::saturated);
  const HdfeFit fit = fit_hdfe(design, std::vector<double>{1, 5, 2, 3});
  EXPECT_NEAR(fit.coefficients[0], 5 - 1 - (3 - 2), 1e-12);
  EXPECT_EQ(cr1(design, fit, {{0, 1, 2, 3}, 4}).status, EstimateStatus::no_inference);
}

TEST(HdfeDesign, DropsAndNamesWhatIsACombinationOfOthers) {
  const Drifting rows;
  std::vector<double> twice(rows.busy);
  std::vector<double> of_host(rows.busy.size());
  for (std::size_t i = 0; i < twice.size(); ++i) {
    twice[i] = 2 * rows.busy[i] - 3 * rows.treatment[i] + .1 * rows.session[i];
    of_host[i] = std::sqrt(rows.host[i]);
  }
  HdfeInput input = rows.input();
  const HdfeFit plain = fit_hdfe(HdfeDesign(input), rows.cost);
  input.regressors = {rows.treatment, of_host, rows.busy, twice};
  input.names = {"drift", "of_host", "busy", "twice"};
  const HdfeDesign design(input);
  EXPECT_EQ(design.dropped_names(), (std::vector<std::string>{"of_host", "twice"}));
  EXPECT_EQ(design.names(), (std::vector<std::string>{"drift", "busy"}));
  EXPECT_EQ(fit_hdfe(design, rows.cost).coefficients, plain.coefficients);
}

TEST(HdfeFit, IsTheSameToTheLastBitOnAnyNumberOfThreads) {
  const Drifting rows;
  const HdfeDesign one(rows.input());
  const HdfeDesign two(rows.input(), on_two_threads);
  const HdfeFit fit = fit_hdfe(one, rows.cost);
  EXPECT_EQ(fit.coefficients, fit_hdfe(two, rows.cost).coefficients);
  const ClusterCodes clusters = clusters_of(one, rows.hosts());
  EXPECT_EQ(cr1(one, fit, clusters).variance, cr1(one, fit, clusters, on_two_threads).variance);
  const WildOptions sampled{.draws = 999, .from = {.seed = 5}};
  const WildBootstrap alone = wild_bootstrap(one, fit, clusters, sampled);
  const WildBootstrap shared = wild_bootstrap(one, fit, clusters, sampled, on_two_threads);
  EXPECT_FALSE(alone.enumerated);
  EXPECT_EQ(alone.larger, shared.larger);
  EXPECT_EQ(alone.low, shared.low);
  EXPECT_EQ(leverage_estimates(one, fit, clusters).cr2.error,
            leverage_estimates(one, fit, clusters, 0, on_two_threads).cr2.error);
}

TEST(HdfeFit, DoesNotMindAnOutcomeFarFromZero) {
  Drifting rows;
  const HdfeDesign design(rows.input());
  const double near_zero = fit_hdfe(design, rows.cost).coefficients[0];
  for (double& cost : rows.cost) {
    cost += 1e6;
  }
  EXPECT_NEAR(fit_hdfe(design, rows.cost).coefficients[0], near_zero, 1e-9);
}

TEST(ClusterVariance, OfFourClustersIsNotOffered) {
  Drifting rows;
  for (std::uint32_t& session : rows.session) {
    session %= 4;
  }
  const HdfeDesign design(rows.input());
  const HdfeFit fit = fit_hdfe(design, rows.cost);
  const ClusterCodes four = clusters_of(design, rows.sessions());
  ASSERT_EQ(four.count, 4U);
  EXPECT_EQ(cr1(design, fit, four).status, EstimateStatus::no_inference);
  EXPECT_EQ(two_way(design, fit, clusters_of(design, rows.hosts()), four).status,
            EstimateStatus::no_inference);
  EXPECT_EQ(leverage_estimates(design, fit, four).cr3.status, EstimateStatus::no_inference);
  EXPECT_EQ(wild_bootstrap(design, fit, four, {}).status, EstimateStatus::no_inference);
}

TEST(ClusterVariance, OfTwoWaysHasNoNegativeEigenvalueLeft) {
  // A treatment that alternates within both ways makes V12 larger than V1 + V2 in some direction,
  // for some seed.
  bool seen = false;
  for (std::uint64_t seed = 1; seed <= 40 && !seen; ++seed) {
    const Drifting rows(seed);
    const HdfeDesign design(rows.input());
    const HdfeFit fit = fit_hdfe(design, rows.cost);
    const ClusterVariance both = two_way(design, fit, clusters_of(design, rows.hosts()),
                                         clusters_of(design, rows.sessions()));
    seen = both.negative_eigenvalues;
    const auto& v = both.variance;
    EXPECT_GE(v[0], 0);
    EXPECT_GE(v[0] * v[3] - v[1] * v[2], -1e-15);
  }
  EXPECT_TRUE(seen);
}

TEST(ClusterLeverage, HasNoJackknifeWhenOneClusterHoldsAllDrift) {
  Drifting rows;
  for (std::size_t i = 0; i < rows.host.size(); ++i) {
    rows.treatment[i] = rows.host[i] == 3 && rows.session[i] < 5 ? 1 : 0;
  }
  const HdfeDesign design(rows.input());
  const HdfeFit fit = fit_hdfe(design, rows.cost);
  const LeverageEstimates estimates =
      leverage_estimates(design, fit, clusters_of(design, rows.hosts()));
  EXPECT_EQ(estimates.cr3.status, EstimateStatus::no_inference);
  EXPECT_EQ(estimates.cr2.estimate, fit.coefficients[0]);
}

TEST(ClusterEstimate, TellsTheIntervalAndWhatWouldHaveBeenFound) {
  const ClusterEstimate estimate = infer("cr1", 1, .25, 119);
  EXPECT_DOUBLE_EQ(estimate.error, .5);
  EXPECT_DOUBLE_EQ(estimate.t, 2);
  EXPECT_NEAR(estimate.low, 1 - .5 * 1.9800998764569202, 1e-12);
  EXPECT_NEAR(estimate.smallest_detectable, .5 * (1.9800998764569202 + .8446521819726509), 1e-12);
  EXPECT_EQ(infer("cr1", 1, 0, 119).status, EstimateStatus::no_inference);
}

TEST(ClusterEstimate, TheLargestErrorDecidesAmongThoseThatExist) {
  const std::vector<ClusterEstimate> estimates = {infer("cr1", 1, .25, 9), infer("cr3", 1, .36, 9),
                                                  infer("two_way", 1, 0, 9)};
  EXPECT_EQ(largest_error(estimates)->method, "cr3");
  EXPECT_EQ(largest_error(std::span(estimates).last(1)), nullptr);
}

TEST(WildBootstrap, SampledComesNearWhatAllVectorsSay) {
  const Drifting rows;
  HdfeInput input = rows.input();
  const HdfeDesign design(input);
  std::vector<double> little(rows.cost);
  for (std::size_t i = 0; i < little.size(); ++i) {
    little[i] -= 1.75 * rows.treatment[i];
  }
  const HdfeFit fit = fit_hdfe(design, little);
  const ClusterCodes hosts = clusters_of(design, rows.hosts());
  const WildBootstrap all = wild_bootstrap(design, fit, hosts, {});
  ASSERT_TRUE(all.enumerated);
  EXPECT_EQ(all.draws, 4096U);
  EXPECT_GE(all.ties, 2U);  // the sample itself, and all signs turned
  const WildBootstrap some =
      wild_bootstrap(design, fit, hosts, {.draws = 4000, .from = {.seed = 9}});
  ASSERT_FALSE(some.enumerated);
  EXPECT_NEAR(some.p, all.p, 4 * std::sqrt(all.p * (1 - all.p) / 4000));
  EXPECT_NEAR(*some.low, *all.low, .1);
}

TEST(WildBootstrap, IsAskedForWhenClustersAreFewOrOneIsLarge) {
  const Drifting rows;
  HdfeDesign design(rows.input());
  ClusterCodes pairs = clusters_of(design, rows.hosts());
  EXPECT_TRUE(has_few_clusters(design, pairs));
  pairs = intersection_of(pairs, clusters_of(design, rows.sessions()));
  EXPECT_EQ(pairs.count, 120U);
  EXPECT_FALSE(has_few_clusters(design, pairs));
  for (std::size_t i = 0; i < 80; ++i) {
    pairs.codes[i] = 0;
  }
  EXPECT_TRUE(has_few_clusters(design, pairs));
}

TEST(Gelbach, GivesAMediatorThatAddsNothingNoPartAndNamesIt) {
  const Drifting rows;
  std::vector<double> copy(rows.busy);
  const std::vector<double> nrs = [&] {
    std::vector<double> values;
    for (std::uint32_t row = 0; row < 360; ++row) {
      values.push_back(.4 * rows.treatment[row] + RowDraws({.seed = 8}, row).normal());
    }
    return values;
  }();
  const Gelbach parts = gelbach({.base = rows.input(),
                                 .mediators = {nrs, copy},
                                 .mediator_names = {"nrs", "copy"},
                                 .outcomes = {rows.cost},
                                 .clusters = rows.hosts()});
  ASSERT_EQ(parts.status, EstimateStatus::ok);
  EXPECT_EQ(parts.dropped_names, std::vector<std::string>{"copy"});
  EXPECT_EQ(parts.sum.parts[1].value, 0);
  EXPECT_EQ(parts.variance_inflation[2], 0);
  EXPECT_NEAR(parts.sum.parts[0].value + parts.sum.parts[2].value, parts.sum.total.value, 1e-12);
}

TEST(Gelbach, CallsAPartNotSeparableWhenItsErrorIsOverHalfTheWhole) {
  Drifting rows;
  std::vector<double> twin(rows.treatment);
  for (std::uint32_t row = 0; row < 360; ++row) {
    twin[row] += .05 * RowDraws({.seed = 8}, row).normal();
    rows.cost[row] -= rows.treatment[row];
  }
  const Gelbach parts = gelbach({.base = rows.input(),
                                 .mediators = {twin},
                                 .mediator_names = {"twin"},
                                 .outcomes = {rows.cost},
                                 .clusters = rows.hosts()});
  EXPECT_GT(parts.variance_inflation[1], 10);
  EXPECT_GT(parts.sum.parts[0].error, std::abs(parts.sum.total.value) / 2);
  EXPECT_FALSE(parts.sum.parts[0].separable);
  EXPECT_TRUE(parts.sum.total.separable);
}

}  // namespace
}  // namespace holdfast
