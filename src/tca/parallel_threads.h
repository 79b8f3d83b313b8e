// Threads for the pure modules.
#pragma once

#include "cdt/parallel_for.h"

namespace holdfast {

/// At most so many at a time; 0: one per CPU.
ParallelFor parallel_threads(unsigned threads);

}  // namespace holdfast
