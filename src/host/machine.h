// What the kernel runs on: the architecture, the hypervisor, the cloud's machine type.
#pragma once

#include "host/small_file.h"
#include "model/settings.h"

namespace holdfast {

/// Fills in machine, virtualization and instance_type. On x86 the kernel's list of CPU features (in
/// modalias) tells metal from a guest; which hypervisor it is say /sys/hypervisor, the DMI strings,
/// and the clock sources that a guest kernel offers. "vm-other" is a guest of an unknown one.
void read_machine(SmallFileReader& files, Settings& out);

}  // namespace holdfast
