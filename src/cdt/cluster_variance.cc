#include "cdt/cluster_variance.h"

#include <Eigen/Dense>
#include <algorithm>

namespace holdfast {

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// bread · Σ_g s_g s_g' · bread, without any correction; s_g = Σ over g's rows of w·x̃·residual.
Matrix sandwich(const HdfeDesign& design, const HdfeFit& fit, const ClusterCodes& clusters,
                const ParallelFor& parallel) {
  const auto columns = static_cast<Eigen::Index>(design.columns());
  Eigen::MatrixXd scores(static_cast<Eigen::Index>(clusters.count), columns);
  parallel(design.columns(), [&](std::size_t j) {
    const std::vector<double> sums =
        cluster_sums(clusters, design.column(j), fit.residuals, design.weights());
    scores.col(static_cast<Eigen::Index>(j)) =
        Eigen::Map<const Eigen::VectorXd>(sums.data(), scores.rows());
  });
  const Eigen::Map<const Matrix> bread(design.bread().data(), columns, columns);
  const Matrix projected = scores * bread;
  return projected.transpose() * projected;
}

std::size_t parameters_without(const HdfeDesign& design, const std::vector<bool>& nested) {
  const HdfeEffects& effects = design.effects();
  std::size_t parameters = design.parameters();
  for (std::size_t f = 0; f < effects.factors(); ++f) {
    parameters -= nested[f] ? effects.present_levels(f) - 1 : 0;
  }
  return parameters;
}

double correction(const HdfeDesign& design, std::size_t clusters, std::size_t parameters) {
  const auto rows = static_cast<double>(design.rows());
  const auto groups = static_cast<double>(clusters);
  return groups / (groups - 1) * (rows - 1) / (rows - static_cast<double>(parameters));
}

std::vector<bool> nested_effects(const HdfeDesign& design, const ClusterCodes& clusters) {
  std::vector<bool> result;
  for (std::size_t f = 0; f < design.effects().factors(); ++f) {
    result.push_back(nested_in(design.effects(), f, clusters));
  }
  return result;
}

ClusterVariance finished(const Matrix& variance, std::size_t clusters, std::size_t parameters) {
  return {.variance = {variance.data(), variance.data() + variance.size()},
          .clusters = clusters,
          .parameters = parameters,
          .degrees = static_cast<double>(clusters) - 1};
}

}  // namespace

std::size_t parameters_beside(const HdfeDesign& design, const ClusterCodes& clusters) {
  return parameters_without(design, nested_effects(design, clusters));
}

ClusterVariance cr1(const HdfeDesign& design, const HdfeFit& fit, const ClusterCodes& clusters,
                    const ParallelFor& parallel) {
  if (clusters.count < kFewestClusters || design.status() != EstimateStatus::ok) {
    return {.status = EstimateStatus::no_inference, .clusters = clusters.count};
  }
  const std::size_t parameters = parameters_beside(design, clusters);
  const Matrix variance =
      correction(design, clusters.count, parameters) * sandwich(design, fit, clusters, parallel);
  return finished(variance, clusters.count, parameters);
}

ClusterVariance two_way(const HdfeDesign& design, const HdfeFit& fit, const ClusterCodes& first,
                        const ClusterCodes& second, const ParallelFor& parallel) {
  const std::size_t smaller = std::min(first.count, second.count);
  if (smaller < kFewestClusters || design.status() != EstimateStatus::ok) {
    return {.status = EstimateStatus::no_inference, .clusters = smaller};
  }
  std::vector<bool> nested = nested_effects(design, first);
  const std::vector<bool> nested_in_second = nested_effects(design, second);
  std::transform(nested.begin(), nested.end(), nested_in_second.begin(), nested.begin(),
                 [](bool a, bool b) { return a || b; });
  const std::size_t parameters = parameters_without(design, nested);
  Matrix variance = sandwich(design, fit, first, parallel) +
                    sandwich(design, fit, second, parallel) -
                    sandwich(design, fit, intersection_of(first, second), parallel);
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(variance);
  // Rounding of a matrix without full rank is not worth a flag.
  const bool negative = eigen.eigenvalues().minCoeff() < -1e-14 * eigen.eigenvalues().maxCoeff();
  if (negative) {
    variance = eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(0).asDiagonal() *
               eigen.eigenvectors().transpose();
  }
  ClusterVariance result =
      finished(correction(design, smaller, parameters) * variance, smaller, parameters);
  result.negative_eigenvalues = negative;
  return result;
}

}  // namespace holdfast
