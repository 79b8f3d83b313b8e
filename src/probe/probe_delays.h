// A list of delays as its percentiles, with their intervals.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "probe/probe_result.h"

namespace holdfast {

/// P50, P90, P95, P99, P99.9, P99.99 and P99.999, those that the sample has: one delay in it must
/// be expected beyond the percentile, so that P99.9 wants 1,000 of them. Quantiles are R's type 7;
/// the 95 % interval lies between the order statistics of ranks qbinom(.025, n, p) and qbinom(.975,
/// n, p) + 1. The maximum (p = 1) has none. HJ95 and HJ95x come with P95; HJ95 is absent when over
/// one delay in 1,000 is negative: then the clocks disagree (TCA §4). Negative delays are counted,
/// and stay in the percentiles. Sorts once.
ProbeDelays delays_of(std::vector<std::int64_t> delays_ns, std::string of, std::string clock);

/// That percentile of them; nullptr when the sample has it not.
const Percentile* percentile_of(const ProbeDelays& delays, double p);

}  // namespace holdfast
