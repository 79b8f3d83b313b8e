// Made orders as lines of CSV. Every number is written with a fixed number of decimals, so what is
// read again is what was made, bit by bit.
#pragma once

#include <string>
#include <string_view>

#include "order_synth/order_row.h"

namespace holdfast {

/// The columns' names, comma by comma, without an end of line.
std::string_view order_csv_header();

void append_order_csv(std::string& to, const OrderWorld& world, const OrderRow& row);

}  // namespace holdfast
