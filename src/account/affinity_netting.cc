#include "account/affinity_netting.h"

namespace holdfast {
namespace {

struct FilledUnder {
  std::int64_t drifted = 0, unknown = 0;
};

// A parent that is OK has fewer fills than a sum of them can hold.
std::vector<FilledUnder> filled_under(const OrderAccounts& accounts,
                                      std::span<const ChildOrder> children,
                                      std::span<const ChildRegime> regimes) {
  std::vector<FilledUnder> filled(accounts.parents.size());
  for (std::size_t row = 0; row < children.size(); ++row) {
    const auto parent = children[row].parent;
    if (parent == kNoRow || accounts.parents[parent].status != ParentStatus::ok) continue;
    auto& to = filled[parent];
    if (regimes[row] == ChildRegime::drifted) to.drifted += accounts.children[row].filled;
    if (regimes[row] == ChildRegime::unknown) to.unknown += accounts.children[row].filled;
  }
  return filled;
}

}  // namespace

std::optional<NettedCost> net_cost(const CostParts& cost, const Money& base, double drifted_share,
                                   const ChannelEffects& effects) {
  const auto impact = cost.impact.bps_of(base), timing = cost.timing().bps_of(base),
             routing = cost.routing().bps_of(base);
  if (!impact || !timing || !routing) return std::nullopt;
  NettedCost out{.impact = *impact - effects.impact * drifted_share,
                 .timing = *timing - effects.timing * drifted_share,
                 .routing = *routing - effects.routing * drifted_share,
                 .affinity = effects.total() * drifted_share,
                 .error = {}};
  if (effects.error) out.error = *effects.error * drifted_share;
  return out;
}

std::vector<ParentAffinity> net_affinity(const OrderAccounts& accounts,
                                         std::span<const ChildOrder> children,
                                         std::span<const ChildRegime> regimes,
                                         const ChannelEffects& effects) {
  const auto filled = filled_under(accounts, children, regimes);
  std::vector<ParentAffinity> out(accounts.parents.size());
  for (std::size_t row = 0; row < out.size(); ++row) {
    const auto& parent = accounts.parents[row];
    if (parent.status != ParentStatus::ok) continue;
    if (parent.filled > 0) {
      const auto all = static_cast<double>(parent.filled);
      out[row].drifted_share = static_cast<double>(filled[row].drifted) / all;
      out[row].unknown_share = static_cast<double>(filled[row].unknown) / all;
    }
    out[row].cost = net_cost(parent.cost, parent.base, out[row].drifted_share, effects);
  }
  return out;
}

}  // namespace holdfast
