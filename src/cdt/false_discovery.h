// Which of many tests found something, with few false ones among them (Y. Benjamini, Y. Hochberg,
// JRSS B 57, 1995).
#pragma once

#include <span>
#include <vector>

namespace holdfast {

/// Per p-value the smallest share of false discoveries at which it is one: R's p.adjust(p, "BH").
/// CHECK: each is within [0, 1].
std::vector<double> false_discovery_shares(std::span<const double> p);

}  // namespace holdfast
