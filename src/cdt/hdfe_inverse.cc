#include "cdt/hdfe_inverse.h"

#include <Eigen/Dense>
#include <cmath>

#include "base/check.h"

namespace holdfast {

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Matrix normal_equations(const HdfeEffects& effects) {
  const auto levels = static_cast<Eigen::Index>(effects.levels());
  Matrix result = Matrix::Zero(levels, levels);
  for (Eigen::Index l = 0; l < levels; ++l) {
    result(l, l) = effects.level_weight()[static_cast<std::size_t>(l)];
    for (const HdfeEffects::Meeting& other : effects.meetings(static_cast<std::size_t>(l))) {
      result(l, static_cast<Eigen::Index>(other.level)) = other.weight;
    }
  }
  return result;
}

/// The Moore-Penrose inverse of a positive semidefinite matrix whose diagonal is of one order of
/// magnitude.
Matrix pseudo_inverse(const Matrix& matrix) {
  if (matrix.rows() == 0) {
    return matrix;
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(matrix);
  const double least = 1e-12 * eigen.eigenvalues().maxCoeff();
  const Eigen::VectorXd inverted =
      eigen.eigenvalues().unaryExpr([&](double value) { return value > least ? 1 / value : 0; });
  return eigen.eigenvectors() * inverted.asDiagonal() * eigen.eigenvectors().transpose();
}

std::size_t largest_factor(const HdfeEffects& effects) {
  std::size_t largest = 0;
  const auto size = [&](std::size_t f) {
    return effects.first_level(f + 1) - effects.first_level(f);
  };
  for (std::size_t f = 1; f < effects.factors(); ++f) {
    largest = size(f) > size(largest) ? f : largest;
  }
  return largest;
}

}  // namespace

std::vector<double> effects_inverse(const HdfeEffects& effects) {
  HOLDFAST_CHECK(effects.levels() <= kMostInvertedLevels);
  // Scaled to a unit diagonal, 0 where a level has no row.
  const Matrix unscaled = normal_equations(effects);
  const Eigen::VectorXd scale = unscaled.diagonal().unaryExpr(
      [](double weight) { return weight > 0 ? 1 / std::sqrt(weight) : 0; });
  const Matrix all = scale.asDiagonal() * unscaled * scale.asDiagonal();

  const std::size_t largest = largest_factor(effects);
  const auto first = static_cast<Eigen::Index>(effects.first_level(largest));
  const auto end = static_cast<Eigen::Index>(effects.first_level(largest + 1));
  std::vector<Eigen::Index> others;
  for (Eigen::Index l = 0; l < all.rows(); ++l) {
    if (l < first || l >= end) {
      others.push_back(l);
    }
  }
  const auto inner = Eigen::seq(first, end - 1);
  const Matrix across = all(inner, others);
  const Matrix schur = pseudo_inverse(all(others, others) - across.transpose() * across);
  const Matrix corner = across * schur;
  Matrix result = Matrix::Zero(all.rows(), all.rows());
  result(others, others) = schur;
  result(inner, others) = -corner;
  result(others, inner) = -corner.transpose();
  result(inner, inner) = Matrix(all.diagonal()(inner).asDiagonal()) + corner * across.transpose();
  result = scale.asDiagonal() * result * scale.asDiagonal();
  return {result.data(), result.data() + result.size()};
}

}  // namespace holdfast
