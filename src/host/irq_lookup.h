// Finding an interrupt again before it is written: a number may have gone to another interrupt
// since the snapshot (driver reload, change of channels).
#pragma once

#include "base/result.h"
#include "host/host_files.h"
#include "model/setting.h"

namespace holdfast {

/// The number now of a `vector` or `device_irq`: by PCI address and MSI index where the object has
/// them, else by the number it had. Refused (absent) when it is gone, or when its driver's name for
/// it says that it is another one now.
Result<IrqNumber> find_irq(HostFiles& files, const Setting& wanted);

}  // namespace holdfast
