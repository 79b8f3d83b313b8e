#include "cdt/cluster_leverage.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <vector>

#include "cdt/cluster_variance.h"
#include "cdt/hdfe_inverse.h"

namespace holdfast {

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::VectorXd;
using Index = Eigen::Index;

/// The regressors (without effects) and the dummies as one set of coordinates: levels first, then
/// columns, each scaled to a sum of squares of 1. (Z'Z)⁻ is block-diagonal in them, since the
/// columns are orthogonal to the dummies.
struct Coordinates {
  Index levels = 0;
  Index columns = 0;
  Vector scale;    // of a coordinate
  Matrix inverse;  // (Z'Z)⁻, scaled
};

Coordinates coordinates_of(const HdfeDesign& design) {
  const HdfeEffects& effects = design.effects();
  Coordinates all{.levels = static_cast<Index>(effects.levels()),
                  .columns = static_cast<Index>(design.columns())};
  const Index size = all.levels + all.columns;
  const std::vector<double> of_levels = effects_inverse(effects);
  const Eigen::Map<const Matrix> bread(design.bread().data(), all.columns, all.columns);
  const Matrix squares = bread.inverse();
  all.inverse = Matrix::Zero(size, size);
  all.inverse.topLeftCorner(all.levels, all.levels) =
      Eigen::Map<const Matrix>(of_levels.data(), all.levels, all.levels);
  all.inverse.bottomRightCorner(all.columns, all.columns) = bread;
  all.scale = Vector::Zero(size);
  for (Index l = 0; l < size; ++l) {
    const double square = l < all.levels ? effects.level_weight()[static_cast<std::size_t>(l)]
                                         : squares(l - all.levels, l - all.levels);
    all.scale(l) = square > 0 ? 1 / std::sqrt(square) : 0;
  }
  const Vector back = all.scale.unaryExpr([](double s) { return s > 0 ? 1 / s : 0; });
  all.inverse = back.asDiagonal() * all.inverse * back.asDiagonal();
  return all;
}

/// One cluster's cross-products in the coordinates that it touches.
struct ClusterProducts {
  std::vector<Index> touched;
  Matrix squares;    // Z_g'Z_g
  Vector residuals;  // Z_g'e_g
};

ClusterProducts products_of(const HdfeDesign& design, const HdfeFit& fit, const Coordinates& all,
                            const std::vector<std::uint32_t>& rows) {
  const HdfeEffects& effects = design.effects();
  ClusterProducts result;
  for (const std::uint32_t row : rows) {
    for (std::size_t f = 0; f < effects.factors(); ++f) {
      result.touched.push_back(static_cast<Index>(effects.codes(f)[row]));
    }
  }
  std::sort(result.touched.begin(), result.touched.end());
  result.touched.erase(std::unique(result.touched.begin(), result.touched.end()),
                       result.touched.end());
  const auto own_levels = static_cast<Index>(result.touched.size());
  std::vector<Index> place(static_cast<std::size_t>(all.levels));
  for (Index i = 0; i < own_levels; ++i) {
    place[static_cast<std::size_t>(result.touched[static_cast<std::size_t>(i)])] = i;
  }
  for (Index j = 0; j < all.columns; ++j) {
    result.touched.push_back(all.levels + j);
  }
  const auto size = static_cast<Index>(result.touched.size());
  result.squares = Matrix::Zero(size, size);
  result.residuals = Vector::Zero(size);
  std::vector<Index> at(effects.factors() + design.columns());
  Vector value = Vector::Ones(static_cast<Index>(at.size()));
  for (const std::uint32_t row : rows) {
    for (std::size_t f = 0; f < effects.factors(); ++f) {
      at[f] = place[effects.codes(f)[row]];
    }
    for (std::size_t j = 0; j < design.columns(); ++j) {
      at[effects.factors() + j] = own_levels + static_cast<Index>(j);
      value(static_cast<Index>(effects.factors() + j)) = design.column(j)[row];
    }
    const double weight = design.weights().empty() ? 1 : design.weights()[row];
    for (std::size_t a = 0; a < at.size(); ++a) {
      const double weighted = weight * value(static_cast<Index>(a));
      result.residuals(at[a]) += weighted * fit.residuals[row];
      for (std::size_t b = 0; b < at.size(); ++b) {
        result.squares(at[a], at[b]) += weighted * value(static_cast<Index>(b));
      }
    }
  }
  const Vector scale = all.scale(result.touched);
  result.squares = scale.asDiagonal() * result.squares * scale.asDiagonal();
  result.residuals = scale.asDiagonal() * result.residuals;
  return result;
}

struct ClusterInfluence {
  double cr2_score = 0;
  double without = 0;      // β − β without the cluster
  bool identified = true;  // without the cluster
  double square = 0;       // u'u of CR2's adjusted column u
  Vector image;            // Z_g'u in all coordinates
};

ClusterInfluence influence_of(const ClusterProducts& of, const Coordinates& all,
                              std::size_t coefficient) {
  // An orthonormal basis of Z_g's columns: Z_g·V·Λ^(−1/2).
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> basis(of.squares);
  std::vector<Index> directions;
  for (Index i = 0; i < of.squares.rows(); ++i) {
    if (basis.eigenvalues()(i) > 1e-12 * basis.eigenvalues().maxCoeff()) {
      directions.push_back(i);
    }
  }
  const Vector roots = basis.eigenvalues()(directions).cwiseSqrt();
  const Matrix from_basis = basis.eigenvectors()(Eigen::all, directions) * roots.asDiagonal();
  const Vector residuals =
      roots.cwiseInverse().asDiagonal() *
      (basis.eigenvectors()(Eigen::all, directions).transpose() * of.residuals);
  const Matrix inverse = all.inverse(of.touched, of.touched);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> leverage(from_basis.transpose() * inverse *
                                                                from_basis);
  const Index target = of.squares.rows() - all.columns + static_cast<Index>(coefficient);
  const Vector column =
      leverage.eigenvectors().transpose() * (from_basis.transpose() * inverse.col(target));
  const Vector in_leverage = leverage.eigenvectors().transpose() * residuals;

  ClusterInfluence result;
  Vector adjusted = Vector::Zero(column.size());
  for (Index i = 0; i < column.size(); ++i) {
    // Leverage 1: a level that is the cluster's alone, in which residuals and columns are 0; it
    // goes with the cluster.
    const double left = 1 - leverage.eigenvalues()(i);
    if (left > 1e-10) {
      adjusted(i) = column(i) / std::sqrt(left);
      result.cr2_score += adjusted(i) * in_leverage(i);
      result.without += column(i) * in_leverage(i) / left;
    } else if (std::abs(column(i)) > 1e-6 * std::sqrt(inverse(target, target))) {
      result.identified = false;
    }
  }
  result.square = adjusted.squaredNorm();
  result.image = Vector::Zero(all.levels + all.columns);
  result.image(of.touched) = from_basis * (leverage.eigenvectors() * adjusted);
  return result;
}

double satterthwaite(const std::vector<ClusterInfluence>& clusters, const Coordinates& all) {
  const auto count = static_cast<Index>(clusters.size());
  Matrix images(count, all.levels + all.columns);
  for (Index g = 0; g < count; ++g) {
    images.row(g) = clusters[static_cast<std::size_t>(g)].image;
  }
  Matrix products = -(images * all.inverse * images.transpose());
  for (Index g = 0; g < count; ++g) {
    products(g, g) += clusters[static_cast<std::size_t>(g)].square;
  }
  return products.trace() * products.trace() / products.squaredNorm();
}

}  // namespace

LeverageEstimates leverage_estimates(const HdfeDesign& design, const HdfeFit& fit,
                                     const ClusterCodes& clusters, std::size_t coefficient,
                                     const ParallelFor& parallel) {
  const double estimate = fit.coefficients[coefficient];
  LeverageEstimates result{.cr2 = infer("cr2", estimate, 0, 0),
                           .cr3 = infer("cr3", estimate, 0, 0)};
  if (clusters.count < kFewestClusters || clusters.count > kMostLeverageClusters ||
      design.effects().levels() > kMostInvertedLevels || design.status() != EstimateStatus::ok) {
    return result;
  }
  Coordinates all = coordinates_of(design);
  std::vector<std::vector<std::uint32_t>> rows(clusters.count);
  for (std::size_t i = 0; i < clusters.codes.size(); ++i) {
    rows[clusters.codes[i]].push_back(static_cast<std::uint32_t>(i));
  }
  std::vector<ClusterInfluence> influences(clusters.count);
  parallel(clusters.count, [&](std::size_t g) {
    influences[g] = influence_of(products_of(design, fit, all, rows[g]), all, coefficient);
  });
  double cr2 = 0;
  double cr3 = 0;
  bool identified = true;
  for (const ClusterInfluence& influence : influences) {
    cr2 += influence.cr2_score * influence.cr2_score;
    cr3 += influence.without * influence.without;
    identified = identified && influence.identified;
  }
  // The coefficient's column is in scaled coordinates.
  const double back = std::pow(all.scale(all.levels + static_cast<Index>(coefficient)), 2);
  const auto groups = static_cast<double>(clusters.count);
  result.cr2 = infer("cr2", estimate, back * cr2, satterthwaite(influences, all));
  if (identified) {
    result.cr3 = infer("cr3", estimate, back * cr3 * (groups - 1) / groups, groups - 1);
  }
  return result;
}

}  // namespace holdfast
