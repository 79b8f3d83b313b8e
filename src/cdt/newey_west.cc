#include "cdt/newey_west.h"

#include <Eigen/Dense>
#include <algorithm>

namespace holdfast {

std::vector<double> newey_west(const HdfeDesign& design, const HdfeFit& fit, std::size_t lags) {
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto columns = static_cast<Eigen::Index>(design.columns());
  const auto rows = static_cast<Eigen::Index>(design.rows());
  Eigen::MatrixXd scores(rows, columns);
  for (Eigen::Index j = 0; j < columns; ++j) {
    const auto column = design.column(static_cast<std::size_t>(j));
    for (Eigen::Index i = 0; i < rows; ++i) {
      const auto row = static_cast<std::size_t>(i);
      const double weight = design.weights().empty() ? 1 : design.weights()[row];
      scores(i, j) = weight * column[row] * fit.residuals[row];
    }
  }
  Matrix meat = scores.transpose() * scores;
  const Eigen::Index last = std::min(static_cast<Eigen::Index>(lags), rows - 1);
  for (Eigen::Index lag = 1; lag <= last; ++lag) {
    const double weight = 1 - static_cast<double>(lag) / (static_cast<double>(lags) + 1);
    const Matrix across = scores.bottomRows(rows - lag).transpose() * scores.topRows(rows - lag);
    meat += weight * (across + across.transpose());
  }
  const Eigen::Map<const Matrix> bread(design.bread().data(), columns, columns);
  const Matrix variance = bread * meat * bread;
  return {variance.data(), variance.data() + variance.size()};
}

}  // namespace holdfast
