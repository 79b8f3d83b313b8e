#include "stats/distributions.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "base/check.h"

namespace holdfast {

namespace {

// An overflow is an infinity, not an exception; what cannot be asked is refused before.
using Policy = boost::math::policies::policy<
    boost::math::policies::domain_error<boost::math::policies::ignore_error>,
    boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
    boost::math::policies::evaluation_error<boost::math::policies::ignore_error>,
    boost::math::policies::promote_double<false>>;
using StudentT = boost::math::students_t_distribution<double, Policy>;
using ChiSquared = boost::math::chi_squared_distribution<double, Policy>;
using FisherF = boost::math::fisher_f_distribution<double, Policy>;

double within_0_1(double p) {
  HOLDFAST_CHECK(p > 0 && p < 1);
  return p;
}

double positive(double degrees) {
  HOLDFAST_CHECK(degrees > 0 && std::isfinite(degrees));
  return degrees;
}

}  // namespace

double student_t_two_sided_p(double t, double degrees) {
  return 2 * boost::math::cdf(StudentT(positive(degrees)), -std::abs(t));
}

double student_t_quantile(double p, double degrees) {
  return boost::math::quantile(StudentT(positive(degrees)), within_0_1(p));
}

double chi_squared_upper_p(double x, double degrees) {
  const ChiSquared distribution(positive(degrees));
  return x <= 0 ? 1 : boost::math::cdf(boost::math::complement(distribution, x));
}

double chi_squared_quantile(double p, double degrees) {
  return boost::math::quantile(ChiSquared(positive(degrees)), within_0_1(p));
}

double fisher_f_upper_p(double x, double degrees_above, double degrees_below) {
  const FisherF distribution(positive(degrees_above), positive(degrees_below));
  return x <= 0 ? 1 : boost::math::cdf(boost::math::complement(distribution, x));
}

double fisher_f_quantile(double p, double degrees_above, double degrees_below) {
  return boost::math::quantile(FisherF(positive(degrees_above), positive(degrees_below)),
                               within_0_1(p));
}

}  // namespace holdfast
