#include "account/lit_share.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace holdfast {
namespace {

__extension__ using Wide = __int128;  // of 2^64 quantities

struct Sent {
  Wide lit = 0, known = 0;
  void add(const SentOrder& order, int sign) {
    if (order.venue == VenueKind::unknown) return;
    const Wide quantity = Wide{sign} * order.quantity;
    known += quantity;
    if (order.venue == VenueKind::lit) lit += quantity;
  }
};

std::vector<std::uint32_t> by_symbol_and_time(std::span<const SentOrder> orders) {
  std::vector<std::uint32_t> rows(orders.size());
  std::iota(rows.begin(), rows.end(), 0U);
  std::erase_if(rows, [&](std::uint32_t row) { return orders[row].decision_ns <= 0; });
  std::ranges::sort(rows, {}, [&](std::uint32_t row) {
    return std::tuple(orders[row].symbol, orders[row].decision_ns);
  });
  return rows;
}

}  // namespace

std::vector<std::optional<double>> lit_shares_before(std::span<const SentOrder> orders) {
  std::vector<std::optional<double>> shares(orders.size());
  const auto rows = by_symbol_and_time(orders);
  Sent sent;
  std::size_t first = 0, next = 0;  // the orders in the window are those from `first` to `next`
  for (const auto row : rows) {
    const auto& at = orders[row];
    const auto is_before = [&](const SentOrder& other, std::int64_t ns) {
      return std::tuple(other.symbol, other.decision_ns) < std::tuple(at.symbol, ns);
    };
    while (is_before(orders[rows[next]], at.decision_ns)) sent.add(orders[rows[next++]], 1);
    while (first < next && is_before(orders[rows[first]], at.decision_ns - kLitShareWindow)) {
      sent.add(orders[rows[first++]], -1);
    }
    if (sent.known > 0)
      shares[row] = static_cast<double>(sent.lit) / static_cast<double>(sent.known);
  }
  return shares;
}

}  // namespace holdfast
