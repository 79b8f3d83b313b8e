// Writer: another program, unit or file on the host that sets what holdfast looks after (KERNEL
// §23).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/cpu_set.h"
#include "base/ids.h"

namespace holdfast {

enum class WriterKind {
  service,
  unit,
  udev_rule,
  cron,
  boot_script,
  link_file,
  orchestrator,
  sysctl_file,
  tool
};
std::string_view name_of(WriterKind kind);

struct Writer {
  std::string name;  // "irqbalance", "tuned", "99-nic-affinity.rules"
  WriterKind kind = WriterKind::service;
  std::string owns;      // "interrupt affinity", "sysctls, governors, IRQ affinity", …
  std::string evidence;  // the file or process that shows it, "/etc/cron.d/affinity:3"
  bool running = false;  // a process of it exists now
  bool enabled = false;  // it starts at boot
  std::optional<ThreadId> process;
};

/// What is known of irqbalance; absent when it is neither installed nor running.
struct Irqbalance {
  std::optional<ThreadId> process;  // of the running daemon
  bool enabled = false;             // its unit is wanted at boot, and not masked
  bool masked = false;              // its unit is a link to /dev/null: nothing starts it
  bool package_installed = false;
  bool package_held = false;         // `apt-mark hold`, or excluded for dnf
  bool unattended_upgrades = false;  // packages are upgraded without anybody asking
  std::optional<CpuSet> banned_cpus;
  std::vector<IrqNumber> banned_irqs;  // from its socket, its command line and its configuration
  std::string bans_from;               // "socket", "command line", "configuration", joined by ", "
  std::string policy_script;           // --policyscript, or empty
  bool one_shot = false;
};

}  // namespace holdfast
