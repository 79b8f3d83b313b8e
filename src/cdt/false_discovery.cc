#include "cdt/false_discovery.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "base/check.h"

namespace holdfast {

std::vector<double> false_discovery_shares(std::span<const double> p) {
  std::vector<std::size_t> descending(p.size());
  std::iota(descending.begin(), descending.end(), std::size_t{0});
  std::ranges::sort(
      descending, [&](std::size_t a, std::size_t b) { return p[a] != p[b] ? p[a] > p[b] : a < b; });
  std::vector<double> shares(p.size());
  double least = 1;
  for (std::size_t place = 0; place < descending.size(); ++place) {
    const double one = p[descending[place]];
    HOLDFAST_CHECK(one >= 0 && one <= 1);
    const auto rank = static_cast<double>(p.size() - place);
    least = std::min(least, one * static_cast<double>(p.size()) / rank);
    shares[descending[place]] = least;
  }
  return shares;
}

}  // namespace holdfast
