// A k-d tree whose points are taken out one by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace holdfast {

class NearestTree {
 public:
  struct Found {
    std::uint32_t row = 0;
    double squared_distance = 0;
  };

  /// `points` has `dimensions` numbers per row of `rows`, one row after the other, as they stand in
  /// the whole: row r's begin at r · dimensions.
  NearestTree(std::span<const double> points, std::size_t dimensions,
              std::span<const std::uint32_t> rows);

  /// Takes the point out that is nearest to `to`; of those whose squared distance is the least but
  /// for 1 part in 10¹², which is rounding, the lowest row. nullopt: none is left.
  std::optional<Found> take_nearest(std::span<const double> to);

 private:
  struct Node {
    std::uint32_t begin = 0, end = 0;  // its points
    std::uint32_t left = 0;            // its halves are left and left + 1; 0: a leaf
    std::uint32_t parent = 0;
    std::uint32_t free = 0;        // points that are left
    std::uint32_t lowest_row = 0;  // of all its points
  };

  void build(std::uint32_t node, std::span<const double> points);
  std::size_t widest(std::uint32_t node);
  double to_box(std::uint32_t node, std::span<const double> to) const;
  double to_point(std::size_t place, std::span<const double> to) const;
  void find_distance(std::uint32_t node, std::span<const double> to, double& least) const;
  void find_row(std::uint32_t node, std::span<const double> to, double within,
                std::uint32_t& place) const;
  void take_out(std::uint32_t place);

  std::size_t dimensions_;
  std::vector<std::uint32_t> rows_;  // by leaf
  std::vector<double> points_;       // the same
  std::vector<char> taken_;
  std::vector<std::uint32_t> leaf_of_;
  std::vector<Node> nodes_;
  std::vector<double> boxes_;  // per node the lowest corner and the highest
};

}  // namespace holdfast
