// Which interrupt is which queue. Pure.
#pragma once

#include <vector>

#include "base/diagnostic.h"
#include "model/nic.h"
#include "model/vector.h"

namespace holdfast {

/// Sets nic, msi_index, role, rx_queues, tx_queues and map_source of every vector that serves one
/// of `nics`. By a chain, the surest first:
///   netlink: Nic::napis (irq) and the napi_id of its queues. Where it differs from the name, it is
///            believed, and one diagnostic for the interface says so.
///   name:    the driver's naming scheme (vector_scheme.h).
///   order:   the place among msi_irqs, when names tell nothing; and the names of a PCI function
///   that
///            several interfaces share without saying which is meant (mlx4, mana).
/// A queue stays in the map beyond the active channels: mlx5 keeps its interrupts when channels
/// shrink. An interface none of whose vectors could be given a queue has a diagnostic.
void map_queues(const std::vector<Nic>& nics, std::vector<Vector>& vectors,
                Diagnostics& diagnostics);

}  // namespace holdfast
