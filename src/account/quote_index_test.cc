#include "account/quote_index.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "account/account_test_fixture.h"
#include "account/fill_markouts.h"
#include "account/quote_covariates.h"

namespace holdfast {
namespace {

constexpr std::int64_t kFive = 5'000'000'000;

TEST(QuoteIndex, TheLastQuoteAtOrBeforeStandsForFiveSeconds) {
  QuoteRows rows;
  rows.add(at_s(10), 1, 2);
  rows.add(at_s(12), 3, 4);
  const QuoteIndex index(rows.columns(), kFive);
  EXPECT_EQ(index.at(0, at_s(10) - 1), QuoteIndex::kNone);
  EXPECT_EQ(index.at(0, at_s(10)), 0U);
  EXPECT_EQ(index.at(0, at_s(12) - 1), 0U);
  EXPECT_EQ(index.at(0, at_s(12)), 1U);
  EXPECT_EQ(index.at(0, at_s(17)), 1U);
  EXPECT_EQ(index.at(0, at_s(17) + 1), QuoteIndex::kNone);
  EXPECT_EQ(index.at(0, 0), QuoteIndex::kNone);
  EXPECT_EQ(index.at(QuoteIndex::kNone, at_s(12)), QuoteIndex::kNone);
}

TEST(QuoteIndex, OfOneTimeTheHighestSequenceIsTheLastWhateverTheRowsOrder) {
  QuoteRows rows;
  rows.add(at_s(10), 5, 6, 9);
  rows.add(at_s(10), 3, 4, 7);
  rows.add(at_s(9), 1, 2, 8);
  EXPECT_EQ(QuoteIndex(rows.columns(), kFive).at(0, at_s(11)), 0U);
}

TEST(QuoteIndex, LockedCrossedAndOneSidedQuotesArePassedOverAndCounted) {
  QuoteRows rows;
  rows.add(at_s(10), 1, 2);
  rows.add(at_s(11), 2, 2);
  rows.add(at_s(11.1), 3, 2);
  rows.add(at_s(11.2), 0, 2);
  rows.add(at_s(11.3), 1, std::nan(""));
  rows.add(at_s(11.4), 1, INFINITY);
  const QuoteIndex index(rows.columns(), kFive);
  EXPECT_EQ(index.at(0, at_s(12)), 0U);
  EXPECT_EQ(index.unusable(), 5U);
}

TEST(QuoteIndex, FindsWhatLookingAtEveryRowFinds) {
  std::mt19937 random(3);
  QuoteRows rows;
  for (int nth = 0; nth < 3000; ++nth) {
    const double bid = double(random() % 50) / 10;
    rows.add(at_s(0) + static_cast<std::int64_t>(random() % 2000) * 10'000'000, bid,
             bid + double(random() % 4) / 10, nth + 1, 1, 1,
             static_cast<std::uint32_t>(random() % 3));
  }
  const QuoteIndex index(rows.columns(3), kFive);
  std::vector<std::uint32_t> symbols;
  std::vector<std::int64_t> times;
  for (int nth = 0; nth < 2000; ++nth) {
    symbols.push_back(random() % 4 == 3 ? QuoteIndex::kNone
                                        : static_cast<std::uint32_t>(random() % 3));
    times.push_back(at_s(0) + static_cast<std::int64_t>(random() % 2600) * 10'000'000);
  }
  const auto found = index.at_each(symbols, times);
  for (std::size_t query = 0; query < times.size(); ++query) {
    std::uint32_t best = QuoteIndex::kNone;
    for (std::uint32_t row = 0; row < rows.symbol.size(); ++row) {
      const bool is_valid = rows.bid_px[row] > 0 && rows.ask_px[row] > rows.bid_px[row];
      if (!is_valid || rows.symbol[row] != symbols[query] || rows.exch_ns[row] > times[query])
        continue;
      if (best == QuoteIndex::kNone || rows.exch_ns[row] >= rows.exch_ns[best]) best = row;
    }
    if (best != QuoteIndex::kNone && times[query] - rows.exch_ns[best] > kFive)
      best = QuoteIndex::kNone;
    ASSERT_EQ(found[query], best);
  }
}

// Dense and sparse quotes, several of one time, gaps that are older than a quote may be, and walks
// that begin before the first quote, before time itself and after the last quote.
QuoteRows random_quotes(std::mt19937& random, std::uint32_t symbols) {
  QuoteRows rows;
  for (std::int64_t nth = 0; nth < 4000; ++nth) {
    const bool is_dense = random() % 2 == 0;
    const std::int64_t ns = is_dense ? static_cast<std::int64_t>(random() % 40) * 500'000'000
                                     : static_cast<std::int64_t>(random() % 900'000) * 1'000'000;
    const double bid = 100 + double(random() % 50) / 10;
    rows.add(at_s(0) + ns, bid, bid + double(random() % 4) / 10, nth + 1, 1, 1,
             static_cast<std::uint32_t>(random() % symbols));
  }
  return rows;
}

TEST(QuoteIndex, AWalkFindsTheMidsThatASearchForEachFinds) {
  std::mt19937 random(5);
  const auto rows = random_quotes(random, 4);
  const QuoteIndex index(rows.columns(5), kFive);  // the last symbol has none
  std::size_t found = 0;
  for (int nth = 0; nth < 400; ++nth) {
    const auto symbol =
        nth % 50 == 0 ? QuoteIndex::kNone : static_cast<std::uint32_t>(random() % 5);
    const std::int64_t begin_ns =
        nth % 40 == 1 ? -3'000'000'000
                      : at_s(-20) + static_cast<std::int64_t>(random() % 940'000) * 1'000'000;
    const std::int64_t step_ns = 1 + static_cast<std::int64_t>(random() % 2'000'000'000);
    std::vector<std::int64_t> mids(random() % 320, -1);
    index.twice_mids(symbol, begin_ns, step_ns, mids);
    for (std::size_t at = 0; at < mids.size(); ++at) {
      const auto ns = begin_ns + static_cast<std::int64_t>(at) * step_ns;
      ASSERT_EQ(mids[at], index.twice_mid(index.at(symbol, ns))) << nth << " " << at;
      found += mids[at] != 0 ? 1U : 0U;
    }
  }
  EXPECT_GT(found, 10'000U);
}

TEST(QuoteIndex, CountsWhatBeganAfterOneTimeUpToAnother) {
  QuoteRows rows;
  for (const double at : {1.0, 2.0, 3.0}) rows.add(at_s(at), 1, 2);
  const QuoteIndex index(rows.columns(), kFive);
  EXPECT_EQ(index.count_in(0, at_s(1), at_s(3)), 2U);
  EXPECT_EQ(index.count_in(0, at_s(0), at_s(2.5)), 2U);
  EXPECT_EQ(index.count_in(0, at_s(3), at_s(1)), 0U);
}

TEST(FillMarkouts, AreAdverseWhenTheMarketGoesAgainstTheFill) {
  QuoteRows rows;
  rows.add(at_s(1), 99.9, 100.1);
  rows.add(at_s(1.5), 98.9, 99.1);
  const QuoteIndex index(rows.columns(), kFive);
  Fill fill;
  fill.price = *fixed_price(100.1);
  fill.venue_ns = at_s(1.0);
  const auto bought = markouts_of(fill, 0, 1, index);
  EXPECT_DOUBLE_EQ(bought.mid.value(), 100);
  EXPECT_DOUBLE_EQ(bought.effective_spread_bps.value(), 20);
  EXPECT_DOUBLE_EQ(bought.adverse_mid_bps[1].value(), 0);    // 100 ms
  EXPECT_DOUBLE_EQ(bought.adverse_mid_bps[2].value(), 100);  // 1 s
  EXPECT_DOUBLE_EQ(bought.against_fill_bps[2].value(), 110);
  EXPECT_FALSE(bought.adverse_mid_bps[3]);  // 10 s: the quote is too old
  EXPECT_DOUBLE_EQ(markouts_of(fill, 0, -1, index).adverse_mid_bps[2].value(), -100);
}

// 30 s of 20 bps (from 30 s before on: the quote of 60 s before is too old after five), then 10.
TEST(QuoteCovariates, TheSpreadIsWeightedByTheTimeThatAQuoteStoodBeforeTheDecision) {
  QuoteRows rows;
  rows.add(at_s(4), 99.9, 100.1);     // stands from 40 (the interval's begin is 0 s) to 9
  rows.add(at_s(58), 99.95, 100.05);  // two seconds
  rows.add(at_s(60), 50, 150);        // the decision's own instant: not before it
  const QuoteIndex index(rows.columns(), kFive);
  EXPECT_NEAR(spread_bps_before(index, 0, at_s(60)).value(), (5 * 20.0 + 2 * 10.0) / 7, 1e-9);
  EXPECT_FALSE(spread_bps_before(index, 0, at_s(4)));
}

TEST(QuoteCovariates, VolatilityIsOfTheReturnsFromSecondToSecondScaledToAMinute) {
  QuoteRows rows;
  for (int second = 0; second <= 300; ++second) {
    const double mid = second % 2 == 0 ? 100 : 101;
    rows.add(at_s(second) - 1, mid - 0.1, mid + 0.1);
  }
  const QuoteIndex index(rows.columns(), kFive);
  EXPECT_NEAR(vol_bps_before(index, 0, at_s(300)).value(), 1e4 * std::log(1.01) * std::sqrt(60),
              1e-6);
  EXPECT_FALSE(vol_bps_before(index, 0, at_s(20)));
}

// √(Σ r² · 60 / n) · 10⁴ as it is written, with a search for each second.
std::optional<double> vol_by_searches(const QuoteIndex& quotes, std::uint32_t symbol,
                                      std::int64_t at_ns) {
  double squares = 0;
  int returns = 0;
  for (int second = 300; second > 0; --second) {
    const auto mid_before = [&](int seconds) {
      return quotes.twice_mid(quotes.at(symbol, at_ns - 1 - seconds * 1'000'000'000LL));
    };
    const auto before = mid_before(second), mid = mid_before(second - 1);
    if (before == 0 || mid == 0) continue;
    const double log_return = std::log(static_cast<double>(mid) / static_cast<double>(before));
    squares += log_return * log_return;
    ++returns;
  }
  if (returns < 30) return std::nullopt;
  return 1e4 * std::sqrt(squares * 60 / returns);
}

TEST(QuoteCovariates, VolatilityByOneWalkIsToTheLastBitThatOfASearchForEachSecond) {
  std::mt19937 random(7);
  const auto rows = random_quotes(random, 3);
  const QuoteIndex index(rows.columns(3), kFive);
  std::size_t found = 0;
  for (int nth = 0; nth < 1000; ++nth) {
    const auto symbol = static_cast<std::uint32_t>(random() % 3);
    const auto at_ns = at_s(0) + static_cast<std::int64_t>(random() % 960'000) * 1'000'000;
    const auto vol = vol_bps_before(index, symbol, at_ns);
    ASSERT_EQ(vol, vol_by_searches(index, symbol, at_ns)) << nth;
    found += vol ? 1U : 0U;
  }
  EXPECT_GT(found, 500U);
  EXPECT_LT(found, 1000U);
}

TEST(QuoteCovariates, MessagesAreCountedByTheirSequence) {
  QuoteRows rows;
  rows.add(at_s(1), 1, 2, 100);
  rows.add(at_s(2.9), 1, 2, 150);
  rows.add(at_s(3), 1, 2, 1000);
  const QuoteIndex index(rows.columns(), kFive);
  EXPECT_DOUBLE_EQ(md_rate_before(index, 0, at_s(3)).value(), std::log(51.0));
  EXPECT_DOUBLE_EQ(mid_move_bps_before(index, 0, at_s(3), 1).value(), 0);
}

}  // namespace
}  // namespace holdfast
