// The host's interrupt vectors: /proc/interrupts joined with /proc/irq/N.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "host/source.h"
#include "model/sample.h"
#include "model/vector.h"

namespace holdfast {

/// Which vectors to read; each costs four or five opened files.
struct VectorFilter {
  bool everything = true;                 // else the two below choose
  std::vector<IrqNumber> irqs;            // also those that nobody has requested, which exist only
                                          // in /proc/irq because their interface is down
  std::vector<std::string> action_words;  // those whose action's name contains one of these
};

/// Ascending by number. The fields nic, role, queues, map_source, msi_index and irq_thread are left
/// for those who know them.
std::vector<Vector> read_vectors(HostSource& source, const VectorFilter& filter,
                                 Diagnostics& diagnostics);

/// Only the counts, of the same vectors, ascending by number: what a sample holds. One file.
std::vector<IrqCounts> read_irq_counts(HostSource& source, const VectorFilter& filter,
                                       Diagnostics& diagnostics);

}  // namespace holdfast
