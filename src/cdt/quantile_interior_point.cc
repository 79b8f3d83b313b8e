#include "cdt/quantile_interior_point.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace holdfast {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kMostSteps = 80;
constexpr double kGap = 1e-10;
constexpr double kShortOfTheWall = 0.9995;
constexpr Index kBlockRows = 512;

/// Normal equations of weighted rows, factored.
class Normal {
 public:
  Normal(const Eigen::Map<const MatrixXd>& x, const ArrayXd& weights) {
    MatrixXd gram = MatrixXd::Zero(x.cols(), x.cols());
    MatrixXd block(kBlockRows, x.cols());
    const ArrayXd roots = weights.sqrt();
    for (Index from = 0; from < x.rows(); from += kBlockRows) {
      const Index count = std::min(kBlockRows, x.rows() - from);
      block.topRows(count) = x.middleRows(from, count);
      block.topRows(count).array().colwise() *= roots.segment(from, count);
      gram.selfadjointView<Eigen::Lower>().rankUpdate(block.topRows(count).transpose());
    }
    // Weights near the solution differ by many powers of ten.
    scale_ = gram.diagonal().cwiseSqrt().cwiseInverse();
    factors_.compute(scale_.asDiagonal() * gram * scale_.asDiagonal());
  }

  bool singular() const {
    return factors_.info() != Eigen::Success || !scale_.allFinite() || factors_.rcond() < 1e-14;
  }
  VectorXd solve(const VectorXd& right) const {
    return scale_.asDiagonal() * factors_.solve(scale_.asDiagonal() * right);
  }

 private:
  VectorXd scale_;
  Eigen::LLT<MatrixXd> factors_;
};

/// The longest step, at most 1, that keeps both positive.
double step_within(const ArrayXd& a, const ArrayXd& da, const ArrayXd& b, const ArrayXd& db) {
  double longest = 1 / kShortOfTheWall;
  for (Index i = 0; i < a.size(); ++i) {
    if (da[i] < 0) longest = std::min(longest, -a[i] / da[i]);
    if (db[i] < 0) longest = std::min(longest, -b[i] / db[i]);
  }
  return std::min(1.0, kShortOfTheWall * longest);
}

/// Maximise y'a with X'a = (1 − τ)X'1 and 0 ≤ a ≤ 1: `a` and its room `s` above, the prices v of
/// the equations, z of a ≥ 0 and w of a ≤ 1. The coefficients are −v.
class CentralPath {
 public:
  CentralPath(const QuantileRows& rows, double tau)
      : x_(rows.x.data(), static_cast<Index>(rows.rows), static_cast<Index>(rows.columns)),
        cost_(-Eigen::Map<const ArrayXd>(rows.y.data(), static_cast<Index>(rows.rows))),
        a_(ArrayXd::Constant(x_.rows(), 1 - tau)),
        s_(ArrayXd::Constant(x_.rows(), tau)),
        right_(x_.transpose() * a_.matrix()) {}

  bool start() {
    const Normal normal(x_, ArrayXd::Ones(x_.rows()));
    if (normal.singular()) return false;
    v_ = normal.solve(x_.transpose() * cost_.matrix());
    ArrayXd r = cost_ - (x_ * v_).array();
    r = (r == 0).select(0.001, r);
    z_ = r.max(0);
    w_ = z_ - r;
    return true;
  }

  bool arrived() const {
    const double objective = (cost_ * a_).sum();
    const double gap = objective - v_.dot(right_) + w_.sum();
    return !(gap > kGap * (1 + std::fabs(objective)));
  }

  /// False when the equations can no longer be solved: as near as the digits allow.
  bool advance() {
    const ArrayXd q = 1 / (z_ / a_ + w_ / s_);
    const Normal normal(x_, q);
    if (normal.singular()) return false;
    const ArrayXd price = z_ - w_;
    const ArrayXd none = ArrayXd::Zero(a_.size());
    Step step = solve(normal, q, price, 0, none, none);
    if (std::min(step.primal, step.dual) < 1) {
      const double mu = (z_ * a_).sum() + (w_ * s_).sum();
      const double ahead = ((z_ + step.dual * step.z) * (a_ + step.primal * step.a)).sum() +
                           ((w_ + step.dual * step.w) * (s_ - step.primal * step.a)).sum();
      const double target = mu * std::pow(ahead / mu, 3) / static_cast<double>(2 * a_.size());
      const ArrayXd low = step.a * step.z, high = -step.a * step.w;
      step = solve(normal, q, price, target, low, high);
    }
    if (!step.v.allFinite() || !step.a.allFinite()) return false;
    a_ += step.primal * step.a;
    s_ -= step.primal * step.a;
    v_ += step.dual * step.v;
    z_ += step.dual * step.z;
    w_ += step.dual * step.w;
    return true;
  }

  std::vector<double> coefficients() const {
    const VectorXd b = -v_;
    return {b.data(), b.data() + b.size()};
  }

 private:
  struct Step {
    VectorXd v;
    ArrayXd a, z, w;
    double primal = 0, dual = 0;
  };

  /// Newton's step towards a·z = s·w = target, with the products of the step before it.
  Step solve(const Normal& normal, const ArrayXd& q, const ArrayXd& price, double target,
             const ArrayXd& low, const ArrayXd& high) const {
    const ArrayXd pull = price - target * (1 / a_ - 1 / s_) + low / a_ - high / s_;
    Step step;
    step.v = normal.solve(x_.transpose() * (q * pull).matrix());
    step.a = q * ((x_ * step.v).array() - pull);
    step.z = (target - low - z_ * step.a) / a_ - z_;
    step.w = (target - high + w_ * step.a) / s_ - w_;
    step.primal = step_within(a_, step.a, s_, -step.a);
    step.dual = step_within(z_, step.z, w_, step.w);
    return step;
  }

  Eigen::Map<const MatrixXd> x_;
  ArrayXd cost_, a_, s_;
  VectorXd right_, v_;
  ArrayXd z_, w_;
};

}  // namespace

std::optional<std::vector<double>> interior_point(const QuantileRows& rows, double tau) {
  HOLDFAST_CHECK(tau > 0 && tau < 1);
  CentralPath path(rows, tau);
  if (rows.rows < rows.columns || !path.start()) return std::nullopt;
  for (int step = 0; step < kMostSteps && !path.arrived(); ++step) {
    if (!path.advance()) break;
  }
  return path.coefficients();
}

}  // namespace holdfast
