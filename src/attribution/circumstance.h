// What happens to a host beside a setting and changes it along: the table of causes that are not a
// writer of the very file. Inside of attribution.
#pragma once

#include <optional>
#include <span>

#include "attribution/attribute.h"

namespace holdfast {

/// The first row of the table, in order of how much it explains, for which something was seen.
std::optional<Attribution> explain_by_circumstance(const Change& change,
                                                   std::span<const Sighting> recent,
                                                   const AttributionContext& context);

}  // namespace holdfast
