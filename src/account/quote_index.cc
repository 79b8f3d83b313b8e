#include "account/quote_index.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "account/fixed_point.h"

namespace holdfast {

bool QuoteIndex::is_valid(std::size_t row) const {
  const double bid = columns_.bid_px[row], ask = columns_.ask_px[row];
  // Comparisons with NaN are false. What has no fixed price (infinite, absurd) is no price.
  return bid > 0 && ask > bid && ask <= 1e9 && columns_.exch_ns[row] > 0;
}

QuoteIndex::QuoteIndex(const QuoteColumns& columns, std::int64_t most_age_ns)
    : columns_(columns), most_age_ns_(most_age_ns), begins_(columns.symbols + 1, 0) {
  const std::size_t count = columns.symbol.size();
  std::vector<std::uint8_t> is_kept(count);
  for (std::size_t row = 0; row < count; ++row) {
    if (!columns.is_used.empty() && columns.is_used[row] == 0) continue;
    is_kept[row] = is_valid(row) ? 1 : 0;
    unusable_ += is_kept[row] == 0 ? 1U : 0U;
    begins_[columns.symbol[row] + 1] += is_kept[row];
  }
  std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
  times_.resize(begins_.back());
  rows_.resize(begins_.back());
  std::vector<std::size_t> next(begins_.begin(), begins_.end() - 1);
  for (std::size_t row = 0; row < count; ++row) {
    if (is_kept[row] == 0) continue;
    const std::size_t place = next[columns.symbol[row]]++;
    times_[place] = columns.exch_ns[row];
    rows_[place] = static_cast<std::uint32_t>(row);
  }
  for (std::uint32_t symbol = 0; symbol < columns.symbols; ++symbol) {
    sort_symbol(begins_[symbol], begins_[symbol + 1]);
  }
}

// By time and sequence; what agrees in both by its prices, so that the rows' order does not matter.
void QuoteIndex::sort_symbol(std::size_t begin, std::size_t end) {
  const auto key = [this](std::uint32_t row) {
    return std::tuple(columns_.exch_ns[row], columns_.seq[row], columns_.bid_px[row],
                      columns_.ask_px[row]);
  };
  bool is_sorted = true;
  for (std::size_t place = begin + 1; place < end && is_sorted; ++place) {
    is_sorted = times_[place - 1] < times_[place] ||
                (times_[place - 1] == times_[place] && key(rows_[place - 1]) <= key(rows_[place]));
  }
  if (is_sorted) return;
  const auto at = [](std::size_t place) { return static_cast<std::ptrdiff_t>(place); };
  std::sort(rows_.begin() + at(begin), rows_.begin() + at(end),
            [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  for (std::size_t place = begin; place < end; ++place) {
    times_[place] = columns_.exch_ns[rows_[place]];
  }
}

// The place behind the last quote at or before that time.
std::size_t QuoteIndex::place_after(std::uint32_t symbol, std::int64_t at_ns) const {
  const std::int64_t* base = times_.data() + begins_[symbol];
  std::size_t size = begins_[symbol + 1] - begins_[symbol];
  const std::int64_t* first = base;
  // Without a branch that could be guessed wrong: half of all steps would be.
  while (size > 0) {
    const std::size_t half = (size + 1) / 2;
    first += first[half - 1] <= at_ns ? half : 0;
    size -= half;
  }
  return begins_[symbol] + static_cast<std::size_t>(first - base);
}

std::uint32_t QuoteIndex::at(std::uint32_t symbol, std::int64_t at_ns) const {
  if (symbol == kNone || at_ns <= 0) return kNone;
  const std::size_t after = place_after(symbol, at_ns);
  if (after == begins_[symbol] || at_ns - times_[after - 1] > most_age_ns_) return kNone;
  return rows_[after - 1];
}

std::vector<std::uint32_t> QuoteIndex::at_each(std::span<const std::uint32_t> symbols,
                                               std::span<const std::int64_t> at_ns) const {
  // One symbol after the other: its times then stay in the cache.
  std::vector<std::size_t> next(columns_.symbols + 1, 0);
  for (const auto symbol : symbols) {
    if (symbol != kNone) ++next[symbol + 1];
  }
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<std::uint32_t> order(next.back());
  for (std::size_t row = 0; row < symbols.size(); ++row) {
    if (symbols[row] != kNone) order[next[symbols[row]]++] = static_cast<std::uint32_t>(row);
  }
  std::vector<std::uint32_t> found(symbols.size(), kNone);
  for (const auto row : order) found[row] = at(symbols[row], at_ns[row]);
  return found;
}

// The place behind the last quote at or before that time, which is not before `place`: by steps
// that double, and halves of the last one, so that what is near is found in few.
std::size_t QuoteIndex::place_from(std::size_t place, std::size_t end, std::int64_t at_ns) const {
  std::size_t step = 1;
  while (place + step <= end && times_[place + step - 1] <= at_ns) {
    place += step;
    step *= 2;
  }
  for (; step > 0; step /= 2) {
    if (place + step <= end && times_[place + step - 1] <= at_ns) place += step;
  }
  return place;
}

void QuoteIndex::twice_mids(std::uint32_t symbol, std::int64_t begin_ns, std::int64_t step_ns,
                            std::span<std::int64_t> mids) const {
  std::fill(mids.begin(), mids.end(), 0);
  if (symbol == kNone || mids.empty()) return;
  const std::size_t begin = begins_[symbol], end = begins_[symbol + 1];
  std::size_t place = place_after(symbol, begin_ns), known = begin;
  std::int64_t mid = 0;  // of the quote before `known`
  std::int64_t at_ns = begin_ns;
  for (auto& to : mids) {
    place = place_from(place, end, at_ns);
    if (place != known) mid = twice_mid(rows_[place - 1]);
    known = place;
    if (at_ns > 0 && place > begin && at_ns - times_[place - 1] <= most_age_ns_) to = mid;
    at_ns += step_ns;
  }
}

std::size_t QuoteIndex::count_in(std::uint32_t symbol, std::int64_t after_ns,
                                 std::int64_t until_ns) const {
  if (symbol == kNone || until_ns <= after_ns) return 0;
  return place_after(symbol, until_ns) - place_after(symbol, after_ns);
}

std::span<const std::uint32_t> QuoteIndex::rows_about(std::uint32_t symbol, std::int64_t after_ns,
                                                      std::int64_t until_ns) const {
  if (symbol == kNone || until_ns <= after_ns) return {};
  const std::size_t end = place_after(symbol, until_ns - 1);
  std::size_t begin = place_after(symbol, after_ns);
  if (begin > begins_[symbol]) --begin;
  return std::span(rows_).subspan(begin, end - begin);
}

std::int64_t QuoteIndex::twice_mid(std::uint32_t row) const {
  if (row == kNone) return 0;
  return *fixed_price(columns_.bid_px[row]) + *fixed_price(columns_.ask_px[row]);
}

}  // namespace holdfast
