// The covariate lit_share of the children, by the kinds of their venues.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tca/order_tables.h"

namespace holdfast {

using LitVenues = std::map<std::string, bool, std::less<>>;  // by venue: it is a lit one

/// Of a file with the columns venue and lit (1 or 0); none without a path. malformed: a venue that
/// is nothing or stands twice, or a lit that is neither.
Result<LitVenues> read_lit_venues(const Database& database, const std::string& path,
                                  const std::vector<std::string>& null_words);

/// By child (account/lit_share.h); nothing for any without venues.
std::vector<std::optional<double>> lit_shares(const OrderTables& tables, const LitVenues& venues);

}  // namespace holdfast
