// The kernel command line that a policy asks for against the one that the host was booted with.
#pragma once

#include <vector>

#include "model/plan.h"
#include "model/settings.h"

namespace holdfast {

/// Nothing when all is as asked; else what to do, for hosts with grubby and for those with GRUB's
/// own files.
std::vector<Advice> advice_of(const std::vector<CommandLineDemand>& demands,
                              const KernelCommandLine& line);

}  // namespace holdfast
