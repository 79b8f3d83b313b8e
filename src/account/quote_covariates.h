// What the quotes said before a decision (TCA §3.6): nothing of the decision's own instant or after
// it is looked at.
#pragma once

#include <cstdint>
#include <optional>

#include "account/quote_index.h"

namespace holdfast {

/// Time-weighted quoted spread over [t − 60 s, t), while a quote stood that was not too old.
std::optional<double> spread_bps_before(const QuoteIndex& quotes, std::uint32_t symbol,
                                        std::int64_t at_ns);

/// √(Σ r²) of log mid returns from second to second over [t − 300 s, t), scaled to 60 s, × 10⁴. A
/// second without a quote at both of its ends is left out; null with fewer than 30.
std::optional<double> vol_bps_before(const QuoteIndex& quotes, std::uint32_t symbol,
                                     std::int64_t at_ns);

/// ln(1 + messages of the exchange in [t − 1 s, t)), by their sequence numbers.
std::optional<double> md_rate_before(const QuoteIndex& quotes, std::uint32_t symbol,
                                     std::int64_t at_ns);

/// The mid's move in the second before, times `side`: a cost that nothing here can have caused.
std::optional<double> mid_move_bps_before(const QuoteIndex& quotes, std::uint32_t symbol,
                                          std::int64_t at_ns, std::int64_t side);

}  // namespace holdfast
