#include "stats/quantile.h"

#include <algorithm>
#include <cstddef>

#include "base/check.h"
#include "stats/ascending_order.h"

namespace holdfast {
namespace {

constexpr std::size_t kFewEnoughToSort = 4096;
constexpr int kPrefixBits = 16;
constexpr std::size_t kPrefixes = std::size_t{1} << kPrefixBits;

std::size_t prefix_of(double value) { return ascending_key(value) >> (64 - kPrefixBits); }

struct Position {
  std::size_t below, above;
  double share;  // of the way from the one to the other
};

Position position_of(std::size_t count, double p) {
  HOLDFAST_CHECK(p >= 0 && p <= 1);
  // Ranks from 1 and both products below are R's own, so that cuts round as R's do: a row that is
  // a cut itself must fall into the same bin.
  const double at = 1 + static_cast<double>(count - 1) * p;
  const auto below = std::min(static_cast<std::size_t>(at), count);
  return {below - 1, std::min(below, count - 1), at - static_cast<double>(below)};
}

double between(double low, double high, double share) {
  return share == 0 || low == high ? low : (1 - share) * low + share * high;
}

/// Order statistics by a pass that counts the keys' leading bits and one that gathers the few
/// values which share them with a wanted one.
class Selection {
 public:
  explicit Selection(std::span<const double> values)
      : values_(values), first_(kPrefixes + 1), wanted_(kPrefixes), gathered_(kPrefixes) {
    for (const double value : values) ++first_[prefix_of(value) + 1];
    for (std::size_t k = 0; k < kPrefixes; ++k) first_[k + 1] += first_[k];
  }

  void want(std::size_t rank) { wanted_[prefix_holding(rank)] = 1; }

  void gather() {
    for (std::size_t k = 0; k < kPrefixes; ++k) {
      if (wanted_[k]) gathered_[k].reserve(first_[k + 1] - first_[k]);
    }
    for (const double value : values_) {
      const auto prefix = prefix_of(value);
      if (wanted_[prefix]) gathered_[prefix].push_back(value);
    }
  }

  double at(std::size_t rank) {
    const auto prefix = prefix_holding(rank);
    auto& found = gathered_[prefix];
    const auto place = found.begin() + static_cast<std::ptrdiff_t>(rank - first_[prefix]);
    std::nth_element(found.begin(), place, found.end());
    return *place;
  }

 private:
  std::size_t prefix_holding(std::size_t rank) const {
    const auto after = std::upper_bound(first_.begin(), first_.end(), rank);
    return static_cast<std::size_t>(after - first_.begin()) - 1;
  }

  std::span<const double> values_;
  std::vector<std::size_t> first_;  // the rank of each prefix's first value
  std::vector<char> wanted_;
  std::vector<std::vector<double>> gathered_;
};

}  // namespace

std::optional<double> quantile_type7(std::span<const double> sorted, double p) {
  if (sorted.empty()) return std::nullopt;
  const auto position = position_of(sorted.size(), p);
  return between(sorted[position.below], sorted[position.above], position.share);
}

std::vector<double> quantiles_type7(std::span<const double> values,
                                    std::span<const double> probabilities) {
  std::vector<double> quantiles;
  if (values.empty()) return quantiles;
  if (values.size() <= kFewEnoughToSort) {
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    for (const double p : probabilities) quantiles.push_back(*quantile_type7(sorted, p));
    return quantiles;
  }
  std::vector<Position> positions;
  for (const double p : probabilities) positions.push_back(position_of(values.size(), p));
  Selection selection(values);
  for (const auto& position : positions) {
    selection.want(position.below);
    selection.want(position.above);
  }
  selection.gather();
  for (const auto& [below, above, share] : positions) {
    quantiles.push_back(between(selection.at(below), selection.at(above), share));
  }
  return quantiles;
}

}  // namespace holdfast
