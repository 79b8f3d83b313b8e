// Is an interrupt delivered where its mask says?
#pragma once

#include <string>
#include <vector>

#include "model/sample.h"
#include "model/vector.h"

namespace holdfast {

enum class Delivery {
  right,    // within the mask, or not known
  waiting,  // elsewhere, until its next interrupt (KERNEL §1)
  wrong,    // it came, and was delivered elsewhere each time
};

/// `recent` as make_plan() has it.
Delivery delivery_of(const Vector& vector, const CpuSet& mask,
                     const std::vector<IrqCounts>& recent);

}  // namespace holdfast
