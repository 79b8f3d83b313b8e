// The queues of one interface: /sys/class/net/NAME/queues.
#pragma once

#include <string_view>

#include "host/sysfs.h"
#include "model/nic.h"

namespace holdfast {

/// Fills rx_queues and tx_queues, ascending. `path`: the interface's folder. An interface with one
/// transmit queue has no XPS: its xps_cpus and xps_rxqs cannot be read (ENOENT,
/// net/core/net-sysfs.c). Without `masks` the queues have their numbers alone.
void read_nic_queues(SysfsReader& sysfs, std::string_view path, bool masks, Nic& nic);

}  // namespace holdfast
