// Of what was sent before a decision, how much went to lit venues: the venue mix in one number (TCA
// §3.6). Nothing of the decision's own instant or after it is looked at.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace holdfast {

enum class VenueKind : std::uint8_t { unknown, dark, lit };

/// One order sent to a venue. A time of 0 is missing.
struct SentOrder {
  std::uint32_t symbol = 0;
  std::int64_t decision_ns = 0;
  std::int64_t quantity = 0;  // of fixed_point.h, above 0
  VenueKind venue = VenueKind::unknown;
};

inline constexpr std::int64_t kLitShareWindow = 30LL * 60 * 1'000'000'000;

/// By order: of the quantity of its symbol that was decided in [t − 30 min, t) for venues whose
/// kind is known, the share of lit ones. nullopt where there is none. The sums are exact, so that
/// the orders may stand in any order.
std::vector<std::optional<double>> lit_shares_before(std::span<const SentOrder> orders);

}  // namespace holdfast
