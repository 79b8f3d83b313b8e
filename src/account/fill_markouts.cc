#include "account/fill_markouts.h"

#include "account/fixed_point.h"

namespace holdfast {

FillMarkouts markouts_of(const Fill& fill, std::uint32_t symbol, std::int64_t side,
                         const QuoteIndex& quotes) {
  FillMarkouts out;
  const std::int64_t twice_mid = quotes.twice_mid(quotes.at(symbol, fill.venue_ns));
  if (twice_mid == 0) return out;
  // Of differences that are exact, so that nothing of a small move is lost.
  const auto bps = [twice_mid](std::int64_t twice_difference) {
    return 1e4 * static_cast<double>(twice_difference) / static_cast<double>(twice_mid);
  };
  const std::int64_t twice_price = 2 * fill.price;
  out.mid = price_of(twice_mid) / 2;
  out.effective_spread_bps = 2 * bps(side * (twice_price - twice_mid));
  for (std::size_t nth = 0; nth < kMarkoutHorizons.size(); ++nth) {
    const std::int64_t then_ns = fill.venue_ns + kMarkoutHorizons[nth].ns;
    const std::int64_t later = quotes.twice_mid(quotes.at(symbol, then_ns));
    if (later == 0) continue;
    out.adverse_mid_bps[nth] = bps(-side * (later - twice_mid));
    out.against_fill_bps[nth] = bps(-side * (later - twice_price));
  }
  return out;
}

}  // namespace holdfast
