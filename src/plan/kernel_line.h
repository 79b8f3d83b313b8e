// Fixes that need a boot: parameters of the kernel command line.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/finding.h"

namespace holdfast {

/// {"isolcpus", "4-7"} → `kernel-cmdline: {isolcpus: 4-7}` and the command that tells the boot
/// loader: grubby, which replaces what is there; beside it, GRUB's defaults file.
Fix kernel_line_fix(const std::vector<std::pair<std::string, std::string>>& parameters);

}  // namespace holdfast
