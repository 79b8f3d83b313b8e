// QuoteIndex: which quote stood when (TCA §5). Its quotes are rows of columns that outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace holdfast {

/// One row per quote, in any order. A time of 0 is missing, and so is a price that is NaN.
struct QuoteColumns {
  std::span<const std::uint32_t> symbol;  // below `symbols`
  std::uint32_t symbols = 0;
  std::span<const std::int64_t> exch_ns, seq;
  std::span<const double> bid_px, bid_sz, ask_px, ask_sz;
  std::span<const std::uint8_t> is_used;  // 0: passed over, as another venue's; empty: all are used
};

class QuoteIndex {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;

  /// A quote is valid when bid > 0, ask > 0 and ask > bid; others are passed over and counted. The
  /// last of a time is the one with the highest seq. An older one than `most_age_ns` is none.
  QuoteIndex(const QuoteColumns& columns, std::int64_t most_age_ns);

  /// The row of the last valid quote at or before `at_ns`; kNone without one. A symbol of kNone
  /// has no quotes, and at a missing time (0) there are none.
  std::uint32_t at(std::uint32_t symbol, std::int64_t at_ns) const;
  /// The same of many at once, which is quicker: a row or kNone for each.
  std::vector<std::uint32_t> at_each(std::span<const std::uint32_t> symbols,
                                     std::span<const std::int64_t> at_ns) const;
  /// Twice the mids (0 without a quote) at begin_ns and each `step_ns` > 0 after it: what twice_mid
  /// of at() is, by one walk over the quotes instead of a search for each.
  void twice_mids(std::uint32_t symbol, std::int64_t begin_ns, std::int64_t step_ns,
                  std::span<std::int64_t> mids) const;
  /// How many valid quotes have begun in (after_ns, until_ns].
  std::size_t count_in(std::uint32_t symbol, std::int64_t after_ns, std::int64_t until_ns) const;

  /// Those of a symbol that have begun before `until_ns`, and the last one at or before `after_ns`
  /// if there is one: rows, by time.
  std::span<const std::uint32_t> rows_about(std::uint32_t symbol, std::int64_t after_ns,
                                            std::int64_t until_ns) const;

  /// bid + ask of a row, which is twice the mid, in the unit of fixed_price; 0 of kNone.
  std::int64_t twice_mid(std::uint32_t row) const;
  const QuoteColumns& columns() const { return columns_; }
  std::int64_t most_age_ns() const { return most_age_ns_; }
  std::size_t unusable() const { return unusable_; }

 private:
  bool is_valid(std::size_t row) const;
  void sort_symbol(std::size_t begin, std::size_t end);
  std::size_t place_after(std::uint32_t symbol, std::int64_t at_ns) const;
  std::size_t place_from(std::size_t place, std::size_t end, std::int64_t at_ns) const;

  QuoteColumns columns_;
  std::int64_t most_age_ns_;
  std::vector<std::size_t> begins_;  // of each symbol in what follows, and the end
  std::vector<std::int64_t> times_;  // by symbol, then time
  std::vector<std::uint32_t> rows_;
  std::size_t unusable_ = 0;
};

}  // namespace holdfast
