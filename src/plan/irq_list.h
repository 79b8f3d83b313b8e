// Interrupt numbers in the kernel's list notation: "38-39,41". Unlike CPUs they have no bound.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"

namespace holdfast {

/// Ascending, each once; "" for none.
std::string to_list(std::vector<IrqNumber> irqs);

/// Ascending; nullopt for anything else, or for more than 65,536 numbers.
std::optional<std::vector<IrqNumber>> parse_irq_list(std::string_view text);

}  // namespace holdfast
