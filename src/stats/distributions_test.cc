#include "stats/distributions.h"

#include <gtest/gtest.h>

#include <cmath>

namespace holdfast {
namespace {

// The numbers are those of R 4.2.2: pt, qt, pchisq, qchisq, pf, qf.
void expect_close(double value, double wanted) {
  EXPECT_NEAR(value, wanted, 1e-12 * std::abs(wanted));
}

TEST(Distributions, StudentsTAgreesWithRAlsoFarOut) {
  expect_close(student_t_two_sided_p(2.3, 7), 5.4991095204371537e-02);
  expect_close(student_t_two_sided_p(-40, 119), 7.4936800866440747e-71);
  expect_close(student_t_two_sided_p(.5, 3.7), 6.4533563331993204e-01);
  expect_close(student_t_quantile(.975, 119), 1.9800998764569202);
  expect_close(student_t_quantile(.8, 4.25), 9.3458130220438695e-01);
}

TEST(Distributions, ChiSquaredAgreesWithR) {
  expect_close(chi_squared_upper_p(3.3, 1), 6.9279883221201891e-02);
  expect_close(chi_squared_upper_p(250, 100), 7.7669364035391761e-15);
  expect_close(chi_squared_quantile(.95, 3), 7.8147279032511792);
  EXPECT_EQ(chi_squared_upper_p(-1, 3), 1);
}

TEST(Distributions, FishersFAgreesWithR) {
  expect_close(fisher_f_upper_p(2.5, 9, 10), 8.4853537499171725e-02);
  expect_close(fisher_f_quantile(.99, 3, 17.5), 5.1368603470276986);
  EXPECT_EQ(fisher_f_upper_p(-1, 9, 10), 1);
}

}  // namespace
}  // namespace holdfast
