// HJ95 and its company from the latencies of one window (DESIGN §7, TCA §4).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/metric_frame.h"

namespace holdfast {

/// `latencies_ns`, in any order: first userspace-consumable less the packet's stamp, each packet
/// once; negative ones are kept and counted. Quantiles are R's type 7. The interval of HJ95 is
/// between the order statistics of ranks qbinom(.025, n, .95) and qbinom(.975, n, .95) + 1; an end
/// beyond the sample is absent. `ratio` is left to AlignedBaseline.
JitterFrame jitter_of(std::vector<std::int64_t> latencies_ns, std::string source,
                      std::string clock);

}  // namespace holdfast
