#include "cdt/gram.h"

#include <Eigen/Dense>
#include <algorithm>

#include "base/check.h"
#include "stats/sums.h"

namespace holdfast {

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
constexpr std::size_t kBlockRows = 1024;

/// The lower triangle of one block's cross-products, added to `out`.
void add_block(std::span<const double> values, std::size_t rows, std::span<const double> weights,
               std::size_t from, std::size_t to, std::span<double> out) {
  const auto columns = static_cast<Eigen::Index>(values.size() / rows);
  const auto count = static_cast<Eigen::Index>(to - from);
  const Eigen::Map<const Eigen::MatrixXd, 0, Eigen::OuterStride<>> block(
      values.data() + from, count, columns, Eigen::OuterStride<>(static_cast<Eigen::Index>(rows)));
  Eigen::Map<Matrix> sum(out.data(), columns, columns);
  if (weights.empty()) {
    sum.selfadjointView<Eigen::Lower>().rankUpdate(block.transpose());
  } else {
    const Eigen::Map<const Eigen::VectorXd> weight(weights.data() + from, count);
    const Eigen::MatrixXd scaled = weight.cwiseSqrt().asDiagonal() * block;
    sum.selfadjointView<Eigen::Lower>().rankUpdate(scaled.transpose());
  }
}

}  // namespace

std::vector<double> gram_matrix(std::span<const double> values, std::size_t rows,
                                std::span<const double> weights, const ParallelFor& parallel) {
  constexpr std::size_t kTaskRows = 64 * kBlockRows;
  HOLDFAST_CHECK(rows > 0 && values.size() % rows == 0);
  const std::size_t columns = values.size() / rows;
  const std::size_t tasks = (rows + kTaskRows - 1) / kTaskRows;
  std::vector<std::vector<double>> parts(tasks, std::vector<double>(columns * columns));
  parallel(tasks, [&](std::size_t task) {
    const std::size_t end = std::min(rows, (task + 1) * kTaskRows);
    for (std::size_t from = task * kTaskRows; from < end; from += kBlockRows) {
      add_block(values, rows, weights, from, std::min(end, from + kBlockRows), parts[task]);
    }
  });
  std::vector<double> result(columns * columns);
  for (std::size_t row = 0; row < columns; ++row) {
    for (std::size_t column = 0; column <= row; ++column) {
      NeumaierSum sum;
      for (const auto& part : parts) {
        sum.add(part[row * columns + column]);
      }
      result[row * columns + column] = result[column * columns + row] = sum.value();
    }
  }
  return result;
}

double weighted_product(std::span<const double> a, std::span<const double> b,
                        std::span<const double> weights) {
  HOLDFAST_CHECK(a.size() == b.size());
  NeumaierSum total;
  for (std::size_t from = 0; from < a.size(); from += kBlockRows) {
    const std::size_t to = std::min(a.size(), from + kBlockRows);
    double block = 0;
    for (std::size_t i = from; i < to; ++i) {
      block += weights.empty() ? a[i] * b[i] : weights[i] * a[i] * b[i];
    }
    total.add(block);
  }
  return total.value();
}

std::vector<std::size_t> independent_columns(std::span<const double> gram,
                                             std::span<const double> whole, double share) {
  const std::size_t columns = whole.size();
  HOLDFAST_CHECK(gram.size() == columns * columns);
  std::vector<std::size_t> kept;
  std::vector<std::vector<double>> factor;  // of each kept column, its coordinates on those before
  for (std::size_t j = 0; j < columns; ++j) {
    std::vector<double> coordinates;
    double left = gram[j * columns + j];
    for (std::size_t k = 0; k < kept.size(); ++k) {
      double on_k = gram[kept[k] * columns + j];
      for (std::size_t m = 0; m < k; ++m) {
        on_k -= factor[k][m] * coordinates[m];
      }
      coordinates.push_back(on_k / factor[k][k]);
      left -= coordinates.back() * coordinates.back();
    }
    if (left > share * whole[j]) {
      coordinates.push_back(std::sqrt(left));
      kept.push_back(j);
      factor.push_back(std::move(coordinates));
    }
  }
  return kept;
}

std::vector<double> submatrix(std::span<const double> matrix, std::size_t columns,
                              std::span<const std::size_t> kept) {
  std::vector<double> result;
  for (const std::size_t row : kept) {
    for (const std::size_t column : kept) {
      result.push_back(matrix[row * columns + column]);
    }
  }
  return result;
}

std::vector<double> inverse_of(std::span<const double> matrix, std::size_t columns) {
  const auto size = static_cast<Eigen::Index>(columns);
  const Eigen::Map<const Matrix> given(matrix.data(), size, size);
  // Scaled to a unit diagonal: columns come in units that differ by orders of magnitude.
  const Eigen::VectorXd scale = given.diagonal().cwiseSqrt().cwiseInverse();
  const Eigen::LLT<Eigen::MatrixXd> cholesky(scale.asDiagonal() * given * scale.asDiagonal());
  HOLDFAST_CHECK(cholesky.info() == Eigen::Success);
  const Matrix inverse = scale.asDiagonal() *
                         cholesky.solve(Eigen::MatrixXd::Identity(size, size)) * scale.asDiagonal();
  return {inverse.data(), inverse.data() + inverse.size()};
}

}  // namespace holdfast
