// Settings that are one small file of procfs or sysfs: interrupts, XPS, RPS, NAPI, sysctls.
#pragma once

#include "base/result.h"
#include "host/host_files.h"
#include "model/setting.h"

namespace holdfast {

/// Is `kind` such a setting?
bool is_setting_file(SettingKind kind);

/// Writes it. Before an interrupt is written it is found again (host/irq_lookup.h), and CPUs that
/// are all offline are refused: the kernel would put the interrupt where it likes without an error.
Result<void> write_setting_file(HostFiles& files, const Setting& wanted);

}  // namespace holdfast
