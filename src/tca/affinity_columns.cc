#include "tca/affinity_columns.h"

#include "tca/column_making.h"

namespace holdfast {
namespace {

using Number = std::optional<double>;

struct NettedColumn {
  const char* name;
  Number (*of)(const NettedCost& cost);
};
constexpr NettedColumn kColumns[] = {
    {"c_impact_bps", [](const NettedCost& cost) { return Number(cost.impact); }},
    {"c_timing_bps", [](const NettedCost& cost) { return Number(cost.timing); }},
    {"c_routing_bps", [](const NettedCost& cost) { return Number(cost.routing); }},
    {"c_affinity_bps", [](const NettedCost& cost) { return Number(cost.affinity); }},
    {"c_affinity_error_bps", [](const NettedCost& cost) { return cost.error; }},
};

}  // namespace

void add_affinity_columns(Table& parents, const AccountAffinity& affinity) {
  const auto add = [&](const char* name, auto value) {
    parents.columns.push_back(number_column(name, parents.rows, [&](std::size_t row) -> Number {
      const auto& one = affinity.parents[row];
      return one.cost ? value(one) : std::nullopt;
    }));
  };
  add("drifted_share", [](const ParentAffinity& one) { return Number(one.drifted_share); });
  add("unknown_share", [](const ParentAffinity& one) { return Number(one.unknown_share); });
  for (const auto& column : kColumns) {
    add(column.name, [&](const ParentAffinity& one) { return column.of(*one.cost); });
  }
}

}  // namespace holdfast
