// Rows of the order tables as values, and their accounts.
#pragma once

#include "tca/order_tables.h"

namespace holdfast {

/// `to` has its tables and its index. malformed: what read_order_tables says.
Result<void> set_order_values(OrderTables& to, const OrderFiles& files);

/// Of each level of `from` its code among the levels of `to`; kNoRow without one.
std::vector<std::uint32_t> codes_in(const std::vector<std::string>& from,
                                    const std::vector<std::string>& to);

}  // namespace holdfast
