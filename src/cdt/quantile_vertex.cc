#include "cdt/quantile_vertex.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace holdfast {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kMostPivots = 20'000;
constexpr int kStalledPivots = 20;    // without a step, before edges are taken by row
constexpr double kDependent = 1e-8;   // of a row's length that is left without those before it
constexpr double kPriceBound = 1e-9;  // how far rounding may take a price beyond its bounds
constexpr double kTinyPivot = 1e-10;  // of the largest one on an edge

struct Crossing {
  double step = 0;
  std::uint32_t row = 0;
  double size = 0;  // by how much the slope grows there
};

/// For a heap whose top is the nearest.
bool further(const Crossing& a, const Crossing& b) {
  return a.step != b.step ? a.step > b.step : a.row > b.row;
}

class Simplex {
 public:
  Simplex(const QuantileRows& rows, double tau)
      : x_(rows.x.data(), static_cast<Index>(rows.rows), static_cast<Index>(rows.columns)),
        y_(rows.y.data(), static_cast<Index>(rows.rows)),
        tau_(tau) {}

  bool start(std::span<const double> near) {
    const Eigen::Map<const VectorXd> b(near.data(), x_.cols());
    residual_ = y_ - x_ * b;
    if (!choose_basis()) return false;
    above_.assign(static_cast<std::size_t>(x_.rows()), 0);
    settle();
    for (Index i = 0; i < x_.rows(); ++i) {
      above_[static_cast<std::size_t>(i)] = residual_[i] >= 0 ? 1 : 0;
    }
    return true;
  }

  /// Whether the vertex is optimal; else one edge further.
  bool optimal() {
    VectorXd weights(x_.rows());
    for (Index i = 0; i < x_.rows(); ++i) {
      weights[i] = above_[static_cast<std::size_t>(i)] ? tau_ : tau_ - 1;
    }
    for (const auto row : basis_) weights[row] = 0;
    const VectorXd pull = x_.transpose() * weights;
    prices_ = -(inverse_.transpose() * pull);
    leaving_ = -1;
    double worst = kPriceBound;
    for (Index k = 0; k < prices_.size(); ++k) {
      const double beyond = std::max(prices_[k] - tau_, tau_ - 1 - prices_[k]);
      if (beyond <= worst) continue;
      if (stalled_ >= kStalledPivots && leaving_ >= 0 && basis_at(k) > basis_at(leaving_)) continue;
      leaving_ = k;
      if (stalled_ < kStalledPivots) worst = beyond;
    }
    return leaving_ < 0;
  }

  /// False when no row stops the edge, which only rounding can bring about.
  bool pivot() {
    const double sign = prices_[leaving_] > tau_ ? -1 : 1;
    double slope = sign < 0 ? tau_ - prices_[leaving_] : prices_[leaving_] + 1 - tau_;
    const VectorXd along = x_ * (sign * inverse_.col(leaving_));
    auto crossings = crossings_of(along);
    while (!crossings.empty()) {
      std::pop_heap(crossings.begin(), crossings.end(), further);
      const auto next = crossings.back();
      crossings.pop_back();
      slope += next.size;
      if (slope < 0) {
        above_[next.row] = above_[next.row] != 0 ? 0 : 1;
        continue;
      }
      above_[basis_at(leaving_)] = sign < 0 ? 1 : 0;
      basis_[static_cast<std::size_t>(leaving_)] = next.row;
      stalled_ = next.step > 0 ? 0 : stalled_ + 1;
      settle();
      return true;
    }
    return false;
  }

  QuantileVertex vertex(int pivots) const {
    QuantileVertex vertex{.basis = basis_, .unique = true, .pivots = pivots};
    vertex.coefficients.assign(b_.data(), b_.data() + b_.size());
    for (Index k = 0; k < prices_.size(); ++k) {
      const double within = std::min(tau_ - prices_[k], prices_[k] - (tau_ - 1));
      if (within < kPriceBound) vertex.unique = false;
    }
    return vertex;
  }

 private:
  std::uint32_t basis_at(Index k) const { return basis_[static_cast<std::size_t>(k)]; }

  /// The rows of least residual that are independent.
  bool choose_basis() {
    const auto rows = static_cast<std::size_t>(x_.rows()),
               columns = static_cast<std::size_t>(x_.cols());
    std::vector<std::uint32_t> order(rows);
    std::iota(order.begin(), order.end(), 0u);
    const auto nearer = [&](auto a, auto b) {
      const double x = std::fabs(residual_[a]), y = std::fabs(residual_[b]);
      return x != y ? x < y : a < b;
    };
    MatrixXd directions(x_.cols(), x_.cols());
    for (std::size_t from = 0, looked = 8 * columns + 64; basis_.size() < columns; looked *= 4) {
      if (from >= rows) return false;
      const auto to = std::min(rows, looked);
      const auto begin = order.begin() + static_cast<std::ptrdiff_t>(from);
      const auto end = order.begin() + static_cast<std::ptrdiff_t>(to);
      if (end != order.end()) std::nth_element(begin, end, order.end(), nearer);
      std::sort(begin, end, nearer);
      for (auto row = begin; row != end && basis_.size() < columns; ++row) {
        add_if_independent(*row, directions);
      }
      from = to;
    }
    return true;
  }

  void add_if_independent(std::uint32_t row, MatrixXd& directions) {
    const auto found = directions.leftCols(static_cast<Index>(basis_.size()));
    VectorXd left = x_.row(row).transpose();
    const double length = left.norm();
    // Twice, as once leaves the rounding of large parts.
    for (int round = 0; round < 2; ++round) left -= found * (found.transpose() * left).eval();
    if (!(left.norm() > kDependent * length)) return;
    directions.col(static_cast<Index>(basis_.size())) = left / left.norm();
    basis_.push_back(row);
  }

  /// Coefficients and residuals of the basis.
  void settle() {
    MatrixXd basis(x_.cols(), x_.cols());
    VectorXd values(x_.cols());
    for (Index k = 0; k < x_.cols(); ++k) {
      basis.row(k) = x_.row(basis_at(k));
      values[k] = y_[basis_at(k)];
    }
    const Eigen::PartialPivLU<MatrixXd> factors(basis);
    inverse_ = factors.inverse();
    b_ = factors.solve(values);
    residual_ = y_ - x_ * b_;
    for (const auto row : basis_) residual_[row] = 0;
  }

  std::vector<Crossing> crossings_of(const VectorXd& along) const {
    const double tiny = kTinyPivot * along.cwiseAbs().maxCoeff();
    std::vector<char> basic(above_.size());
    for (const auto row : basis_) basic[row] = 1;
    std::vector<Crossing> crossings;
    for (std::uint32_t i = 0; i < above_.size(); ++i) {
      const double towards = above_[i] ? along[i] : -along[i];
      if (towards <= tiny || basic[i]) continue;
      const double apart = above_[i] ? residual_[i] : -residual_[i];
      crossings.push_back({std::max(0.0, apart) / towards, i, towards});
    }
    std::make_heap(crossings.begin(), crossings.end(), further);
    return crossings;
  }

  Eigen::Map<const MatrixXd> x_;
  Eigen::Map<const VectorXd> y_;
  double tau_;
  std::vector<std::uint32_t> basis_;
  std::vector<char> above_;  // on which side each row is; those on the line were put on one
  MatrixXd inverse_;         // of the basis' rows
  VectorXd b_, residual_, prices_;
  Index leaving_ = -1;
  int stalled_ = 0;
};

}  // namespace

std::optional<QuantileVertex> to_vertex(const QuantileRows& rows, double tau,
                                        std::span<const double> near) {
  Simplex simplex(rows, tau);
  if (!simplex.start(near)) return std::nullopt;
  for (int pivots = 0; pivots < kMostPivots; ++pivots) {
    if (simplex.optimal()) return simplex.vertex(pivots);
    if (!simplex.pivot()) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace holdfast
