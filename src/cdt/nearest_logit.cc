// Greedy pairs by logit: the controls stand sorted, those of one logit in a group; sets of taken
// groups are united, so that the next free one on either side is found in all but constant time.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "base/check.h"
#include "cdt/column_scale.h"
#include "cdt/nearest_propensity.h"

namespace holdfast {
namespace {

struct LogitGroup {
  double logit = 0;
  std::size_t next = 0, end = 0;  // its free controls in the sorted rows
};

/// For each place the nearest one in one direction that is still free.
class NextFree {
 public:
  explicit NextFree(std::size_t places) : next_(places) {
    std::iota(next_.begin(), next_.end(), std::size_t{0});
  }
  std::size_t from(std::size_t place) {
    while (next_[place] != place) place = next_[place] = next_[next_[place]];
    return place;
  }
  void take(std::size_t place, std::size_t instead) { next_[place] = instead; }

 private:
  std::vector<std::size_t> next_;
};

class FreeControls {
 public:
  FreeControls(std::vector<std::uint32_t> rows, std::span<const double> logit)
      : rows_(std::move(rows)), right_(0), left_(0) {
    std::sort(rows_.begin(), rows_.end(),
              [&](auto a, auto b) { return logit[a] != logit[b] ? logit[a] < logit[b] : a < b; });
    for (std::size_t k = 0; k < rows_.size(); ++k) {
      const double at = logit[rows_[k]];
      if (groups_.empty() || groups_.back().logit != at) groups_.push_back({at, k, k});
      ++groups_.back().end;
    }
    // To the left everything stands one further, for 0 to mean that none is free.
    right_ = NextFree(groups_.size() + 1);
    left_ = NextFree(groups_.size() + 1);
  }

  /// The nearest one's group within the caliper.
  std::optional<std::size_t> nearest(double logit, double caliper) {
    const auto after = std::lower_bound(groups_.begin(), groups_.end(), logit,
                                        [](const auto& g, double x) { return g.logit < x; });
    const auto place = static_cast<std::size_t>(after - groups_.begin());
    const auto right = right_.from(place);
    const auto left = left_.from(place);
    std::optional<std::size_t> best;
    if (right < groups_.size()) best = right;
    if (left > 0 && (!best || before(left - 1, right, logit))) best = left - 1;
    if (best && std::fabs(groups_[*best].logit - logit) > caliper) return std::nullopt;
    return best;
  }

  std::uint32_t take(std::size_t group) {
    auto& from = groups_[group];
    const auto row = rows_[from.next++];
    if (from.next == from.end) {
      right_.take(group, group + 1);
      left_.take(group + 1, group);
    }
    return row;
  }

 private:
  bool before(std::size_t left, std::size_t right, double logit) const {
    const double to_left = logit - groups_[left].logit, to_right = groups_[right].logit - logit;
    if (to_left != to_right) return to_left < to_right;
    return rows_[groups_[left].next] < rows_[groups_[right].next];
  }

  std::vector<std::uint32_t> rows_;
  std::vector<LogitGroup> groups_;
  NextFree right_, left_;
};

}  // namespace

NearestMatch match_by_logit(std::span<const double> treated, std::span<const double> logit,
                            std::span<const Factor> exact, double caliper_sds) {
  HOLDFAST_CHECK(logit.size() == treated.size());
  const double caliper = caliper_sds * column_scale(logit).sd;
  const auto cells = rows_by_cell(treated, exact);
  std::vector<NearestPair> pairs;
  std::size_t matched_cells = 0;
  for (const auto& cell : cells) {
    auto order = cell.treated;
    std::sort(order.begin(), order.end(),
              [&](auto a, auto b) { return logit[a] != logit[b] ? logit[a] > logit[b] : a < b; });
    FreeControls controls(cell.control, logit);
    const auto before = pairs.size();
    for (const auto row : order) {
      const auto group = controls.nearest(logit[row], caliper);
      if (!group) continue;
      const auto control = controls.take(*group);
      pairs.push_back({row, control, std::fabs(logit[row] - logit[control])});
    }
    matched_cells += pairs.size() > before ? 1u : 0u;
  }
  return nearest_match(cells, std::move(pairs), matched_cells);
}

}  // namespace holdfast
