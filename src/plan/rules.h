// The parts of the table of audit rules, one file each; audit.h joins them.
#pragma once

#include <span>

#include "plan/audit.h"

namespace holdfast {

std::span<const Rule> placement_rules();  // rules_placement.cc: where vectors go (1 to 6, 19, 20)
std::span<const Rule>
device_rules();  // rules_device.cc: MSI-X, coalescing, offloads, rings, versions (7, 10 to 12, 24)
std::span<const Rule> steering_rules();  // rules_steering.cc: RSS, flows, RPS, XPS (8, 9, 14)
std::span<const Rule>
stack_rules();  // rules_stack.cc: softnet, busy poll, threaded NAPI, sysctls (13, 15, 22, 23)
std::span<const Rule>
cpu_rules();  // rules_cpu.cc: iowait, isolation, threads, power (16 to 18, 25)
std::span<const Rule> host_rules();  // rules_host.cc: other writers, bypass (21)

}  // namespace holdfast
