// What an errno means when the kernel refuses a value in one of its small files. Sources: the
// kernel's kernel/irq/proc.c, kernel/irq/manage.c and net/core/net-sysfs.c. Empty where the C
// library's words say it. Pure.
#pragma once

#include <string>
#include <system_error>

#include "model/setting.h"

namespace holdfast {

/// vector, device_irq, default_smp_affinity.
std::string meaning_for_interrupt(std::errc error, const Setting& wanted);
/// xps, rps, rps_flow_count, threaded_napi, napi_defer_hard_irqs, gro_flush_timeout.
std::string meaning_for_queue(std::errc error, const Setting& wanted);
std::string meaning_for_sysctl(std::errc error);

}  // namespace holdfast
