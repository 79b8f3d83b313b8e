#include "account/quote_covariates.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace holdfast {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr int kVolSeconds = 300, kLeastReturns = 30;

}  // namespace

std::optional<double> spread_bps_before(const QuoteIndex& quotes, std::uint32_t symbol,
                                        std::int64_t at_ns) {
  const std::int64_t begin_ns = at_ns - 60 * kSecond;
  const auto rows = quotes.rows_about(symbol, begin_ns, at_ns);
  const auto& columns = quotes.columns();
  double weighted = 0, weight = 0;
  for (std::size_t nth = 0; nth < rows.size(); ++nth) {
    const auto row = rows[nth];
    const std::int64_t stood_ns = columns.exch_ns[row];
    const std::int64_t next_ns = nth + 1 < rows.size() ? columns.exch_ns[rows[nth + 1]] : at_ns;
    const std::int64_t from_ns = std::max(stood_ns, begin_ns);
    const std::int64_t until_ns = std::min(next_ns, stood_ns + quotes.most_age_ns());
    if (until_ns <= from_ns) continue;
    const double bid = columns.bid_px[row], ask = columns.ask_px[row];
    const auto stood = static_cast<double>(until_ns - from_ns);
    weighted += stood * 2e4 * (ask - bid) / (ask + bid);
    weight += stood;
  }
  if (weight <= 0) return std::nullopt;
  return weighted / weight;
}

std::optional<double> vol_bps_before(const QuoteIndex& quotes, std::uint32_t symbol,
                                     std::int64_t at_ns) {
  // The last instant of the interval is the one before the decision.
  std::array<std::int64_t, kVolSeconds + 1> mids;
  quotes.twice_mids(symbol, at_ns - 1 - kVolSeconds * kSecond, kSecond, mids);
  double squares = 0;
  int returns = 0;
  for (std::size_t second = 1; second < mids.size(); ++second) {
    const auto before = mids[second - 1], mid = mids[second];
    if (before == 0 || mid == 0) continue;
    ++returns;
    if (before == mid) continue;  // a return of 0, whose square adds nothing
    const double log_return = std::log(static_cast<double>(mid) / static_cast<double>(before));
    squares += log_return * log_return;
  }
  if (returns < kLeastReturns) return std::nullopt;
  return 1e4 * std::sqrt(squares * 60 / returns);
}

std::optional<double> md_rate_before(const QuoteIndex& quotes, std::uint32_t symbol,
                                     std::int64_t at_ns) {
  const auto& columns = quotes.columns();
  const auto first = quotes.at(symbol, at_ns - kSecond - 1), last = quotes.at(symbol, at_ns - 1);
  if (first == QuoteIndex::kNone || last == QuoteIndex::kNone) return std::nullopt;
  const std::int64_t messages = columns.seq[last] - columns.seq[first];
  if (messages < 0) return std::nullopt;
  return std::log1p(static_cast<double>(messages));
}

std::optional<double> mid_move_bps_before(const QuoteIndex& quotes, std::uint32_t symbol,
                                          std::int64_t at_ns, std::int64_t side) {
  const auto before = quotes.twice_mid(quotes.at(symbol, at_ns - kSecond));
  const auto after = quotes.twice_mid(quotes.at(symbol, at_ns - 1));
  if (before == 0 || after == 0) return std::nullopt;
  return 1e4 * static_cast<double>(side * (after - before)) / static_cast<double>(before);
}

}  // namespace holdfast
