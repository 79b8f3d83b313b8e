// Whole numbers and fixed decimals as text, as fast as tables of a hundred million rows want it.
#pragma once

#include <cstdint>
#include <string>

namespace holdfast {

void append_whole(std::string& to, std::int64_t value);

/// value / 10^decimals, with all its decimals: 1230000 with 6 is 1.230000. `decimals` is 1 to 18.
void append_decimal(std::string& to, std::int64_t value, unsigned decimals);

}  // namespace holdfast
