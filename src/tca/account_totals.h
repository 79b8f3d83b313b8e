// Sums over the parents that have a cost.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "account/order_accounts.h"

namespace holdfast {

struct AccountTotals {
  std::map<std::string, std::size_t> statuses;  // parents by status
  Money base;                                   // Σ Q·P0 of those that are OK
  CostParts cost;                               // of those
  Money shortfall;
  std::optional<double> mean_bps;  // each parent alike
  std::size_t inexact = 0;         // parents whose parts are not their shortfall: never
};

AccountTotals totals_of(const OrderAccounts& accounts);

}  // namespace holdfast
