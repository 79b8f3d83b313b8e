// An order of the analysis rows that does not depend on how they stand in the file, so that sums
// over them are the same to the last bit.
#pragma once

#include <cstdint>
#include <vector>

#include "cdt/parallel_for.h"
#include "tca/analysis_rows.h"

namespace holdfast {

/// The rows by the codes of the finest factor, then by a hash of all that they have; those of one
/// hash by their values. Only rows that have the same in every column may stand either way.
std::vector<std::uint32_t> canonical_order(const AnalysisRows& rows,
                                           const ParallelFor& parallel = serial_for);

}  // namespace holdfast
