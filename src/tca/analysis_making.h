// The rows that `cdt` takes: an order with its regime, its covariates, its mediators and its cost.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tca/lit_shares.h"
#include "tca/order_tables.h"
#include "tca/telemetry_tables.h"

namespace holdfast {

struct AnalysisMade {
  Table table;
  std::size_t orphans = 0;                     // children left out: of no parent that is here
  std::size_t open = 0;                        // and those that are not over
  std::map<std::string, std::size_t> reasons;  // rows by reason of their regime
  std::size_t drifted = 0, aligned = 0;
  std::vector<std::string> covariates;  // of cdt's, those that some row has
  std::vector<std::string> not_there;   // and those that no row has, which are no column
};

/// What the order tables do not tell of the market.
struct MarketFacts {
  std::map<std::string, double, std::less<>> volumes;  // adv_usd by symbol
  LitVenues lit_venues;
};

AnalysisMade make_analysis(const OrderTables& tables, const HostRegimesRead& telemetry,
                           const MarketFacts& facts);

/// cdt on these rows, with the covariates that they have.
std::string cdt_line(const AnalysisMade& made, const std::string& file);

Table windows_table(const std::map<std::string, HostRegimes, std::less<>>& hosts);

}  // namespace holdfast
