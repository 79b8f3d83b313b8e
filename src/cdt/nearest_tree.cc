#include "cdt/nearest_tree.h"

#include <algorithm>
#include <limits>

namespace holdfast {
namespace {

constexpr std::uint32_t kLeafPoints = 12;
constexpr double kRounding = 1e-12;
constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

}  // namespace

NearestTree::NearestTree(std::span<const double> points, std::size_t dimensions,
                         std::span<const std::uint32_t> rows)
    : dimensions_(dimensions), rows_(rows.begin(), rows.end()), taken_(rows.size()) {
  nodes_.push_back({.end = static_cast<std::uint32_t>(rows_.size())});
  boxes_.resize(2 * dimensions_);
  leaf_of_.resize(rows_.size());
  for (std::uint32_t node = 0; node < nodes_.size(); ++node) build(node, points);
  points_.reserve(rows_.size() * dimensions_);
  for (const auto row : rows_) {
    const auto point = points.subspan(row * dimensions_, dimensions_);
    points_.insert(points_.end(), point.begin(), point.end());
  }
}

/// Its box, and its two halves when it has too many points for a leaf; those are built later.
void NearestTree::build(std::uint32_t node, std::span<const double> points) {
  auto at = nodes_[node];
  at.free = at.end - at.begin;
  at.lowest_row = kNone;
  double* const low = boxes_.data() + 2 * dimensions_ * node;
  double* const high = low + dimensions_;
  std::fill(low, high, std::numeric_limits<double>::infinity());
  std::fill(high, high + dimensions_, -std::numeric_limits<double>::infinity());
  for (auto place = at.begin; place < at.end; ++place) {
    at.lowest_row = std::min(at.lowest_row, rows_[place]);
    for (std::size_t d = 0; d < dimensions_; ++d) {
      const double x = points[rows_[place] * dimensions_ + d];
      low[d] = std::min(low[d], x);
      high[d] = std::max(high[d], x);
    }
  }
  if (at.free > kLeafPoints) {
    const auto axis = widest(node);
    const auto middle = at.begin + at.free / 2;
    std::nth_element(rows_.begin() + at.begin, rows_.begin() + middle, rows_.begin() + at.end,
                     [&](auto a, auto b) {
                       return points[a * dimensions_ + axis] < points[b * dimensions_ + axis];
                     });
    at.left = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back({.begin = at.begin, .end = middle, .parent = node});
    nodes_.push_back({.begin = middle, .end = at.end, .parent = node});
    boxes_.resize(2 * dimensions_ * nodes_.size());
  } else {
    std::fill(leaf_of_.begin() + at.begin, leaf_of_.begin() + at.end, node);
  }
  nodes_[node] = at;
}

std::size_t NearestTree::widest(std::uint32_t node) {
  const double* const low = boxes_.data() + 2 * dimensions_ * node;
  std::size_t best = 0;
  for (std::size_t d = 1; d < dimensions_; ++d) {
    if (low[dimensions_ + d] - low[d] > low[dimensions_ + best] - low[best]) best = d;
  }
  return best;
}

/// Never above the distance to a point within, as both add the same squares in the same order.
double NearestTree::to_box(std::uint32_t node, std::span<const double> to) const {
  const double* const low = boxes_.data() + 2 * dimensions_ * node;
  const double* const high = low + dimensions_;
  double sum = 0;
  for (std::size_t d = 0; d < dimensions_; ++d) {
    const double apart = std::max({low[d] - to[d], 0.0, to[d] - high[d]});
    sum += apart * apart;
  }
  return sum;
}

double NearestTree::to_point(std::size_t place, std::span<const double> to) const {
  const double* const point = points_.data() + place * dimensions_;
  double sum = 0;
  for (std::size_t d = 0; d < dimensions_; ++d) sum += (point[d] - to[d]) * (point[d] - to[d]);
  return sum;
}

void NearestTree::find_distance(std::uint32_t node, std::span<const double> to,
                                double& least) const {
  const auto& at = nodes_[node];
  if (at.left == 0) {
    for (auto place = at.begin; place < at.end; ++place) {
      if (!taken_[place]) least = std::min(least, to_point(place, to));
    }
    return;
  }
  const auto distance = [&](std::uint32_t half) {
    return nodes_[half].free == 0 ? std::numeric_limits<double>::infinity() : to_box(half, to);
  };
  const double left = distance(at.left), right = distance(at.left + 1);
  const bool left_first = left <= right;
  if (std::min(left, right) < least) find_distance(left_first ? at.left : at.left + 1, to, least);
  if (std::max(left, right) < least) find_distance(left_first ? at.left + 1 : at.left, to, least);
}

void NearestTree::find_row(std::uint32_t node, std::span<const double> to, double within,
                           std::uint32_t& place) const {
  const auto& at = nodes_[node];
  if (at.free == 0 || (place != kNone && at.lowest_row > rows_[place])) return;
  if (to_box(node, to) > within) return;
  if (at.left != 0) {
    find_row(at.left, to, within, place);
    find_row(at.left + 1, to, within, place);
    return;
  }
  for (auto k = at.begin; k < at.end; ++k) {
    if (taken_[k] || (place != kNone && rows_[k] > rows_[place])) continue;
    if (to_point(k, to) <= within) place = k;
  }
}

void NearestTree::take_out(std::uint32_t place) {
  taken_[place] = 1;
  for (auto node = leaf_of_[place];; node = nodes_[node].parent) {
    --nodes_[node].free;
    if (node == 0) return;
  }
}

std::optional<NearestTree::Found> NearestTree::take_nearest(std::span<const double> to) {
  if (nodes_[0].free == 0) return std::nullopt;
  double least = std::numeric_limits<double>::infinity();
  find_distance(0, to, least);
  auto place = kNone;
  find_row(0, to, least * (1 + kRounding), place);
  take_out(place);
  return Found{rows_[place], to_point(place, to)};
}

}  // namespace holdfast
