// HostSnapshot: all that `holdfast show` knows of a host at one moment. DESIGN: ARCHITECTURE.md,
// "The pipeline".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "model/cpu.h"
#include "model/flow.h"
#include "model/nic.h"
#include "model/sample.h"
#include "model/settings.h"
#include "model/thread.h"
#include "model/vector.h"
#include "model/writer.h"

namespace holdfast {

struct HostSnapshot {
  Settings settings;
  CpuTopology topology;
  std::vector<Nic> nics;  // by ifindex
  std::vector<BypassedDevice> bypassed;
  std::vector<Vector> vectors;  // by IRQ number; only those of NICs when the scope says so
  std::vector<Thread> threads;
  std::vector<Flow> flows;
  std::vector<Writer> writers;
  std::optional<Irqbalance> irqbalance;
  /// Contents by path, of the files that the scope asked for (a policy's own files in /etc); one
  /// that is not there has no entry.
  std::map<std::string, std::string> files;
  Sample counters;          // read with the rest: softnet, softirqs, /proc/stat, disks
  Diagnostics diagnostics;  // what could not be read, and what was read and not believed

  const Nic* find_nic(std::string_view name) const;
  const Vector* find_vector(IrqNumber irq) const;
  /// The vectors of an interface, by IRQ number; those of its members for a bond, bridge or VLAN.
  std::vector<const Vector*> vectors_of(const Nic& nic) const;
};

}  // namespace holdfast
