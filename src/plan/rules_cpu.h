// The pieces of cpu_rules(), one file each.
#pragma once

#include <span>

#include "plan/audit.h"

namespace holdfast {

std::span<const Rule> cpu_time_rules();   // rules_cpu_time.cc: iowait, steal (16)
std::span<const Rule> isolation_rules();  // rules_isolation.cc: CPUs set apart (17)
std::span<const Rule> thread_rules();     // rules_thread.cc: who competes with whom (18)
std::span<const Rule> power_rules();      // rules_power.cc: idle states, frequency, clock (25)
std::span<const Rule> chores_rules();     // rules_chores.cc: the kernel's own work (25)

}  // namespace holdfast
