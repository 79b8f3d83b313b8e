// What of each order's shortfall affinity drift is said to have cost, taken out of impact, timing
// and routing channel by channel (TCA §5, D7).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "account/order_accounts.h"

namespace holdfast {

/// What drift costs an order on average, by channel, in bps: the sums of the decomposition's rows
/// (TCA §7).
struct ChannelEffects {
  double impact = 0, timing = 0, routing = 0;
  std::optional<double> error;  // standard error of their sum
  double total() const { return impact + timing + routing; }
};

/// The regime under which a child was decided.
enum class ChildRegime : std::uint8_t { unknown, aligned, drifted };

/// bps of Q·P0, as the parent's shortfall; the four channels add up to it.
struct NettedCost {
  double impact = 0, timing = 0, routing = 0;  // C_c = A_c − τ_c D̄
  double affinity = 0;                         // C_affinity = Σ τ_c D̄
  std::optional<double> error;                 // standard error of `affinity`
  double total() const { return impact + timing + routing + affinity; }
};

struct ParentAffinity {
  /// Of the filled quantity, how much children filled that were decided under drift (D̄), and how
  /// much children whose regime nobody knows, which are not counted as drifted. 0 without a fill.
  double drifted_share = 0, unknown_share = 0;
  std::optional<NettedCost> cost;  // of a parent that is OK
};

/// `children` and `regimes` are by the row of the accounts' children. The result is by parent.
std::vector<ParentAffinity> net_affinity(const OrderAccounts& accounts,
                                         std::span<const ChildOrder> children,
                                         std::span<const ChildRegime> regimes,
                                         const ChannelEffects& effects);

/// The same of sums of parents, of whose `base` this share was filled under drift.
std::optional<NettedCost> net_cost(const CostParts& cost, const Money& base, double drifted_share,
                                   const ChannelEffects& effects);

}  // namespace holdfast
