// What irqbalance says and is told: its socket's answer to "setup", its options, its environment
// file. irqbalance(1); irqbalance's irqbalance.c (sock_handle, parse_command_line).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cpu_set.h"
#include "base/ids.h"
#include "base/result.h"

namespace holdfast {

/// "SLEEP 10 IRQ 33 LOAD 0 DIFF 12 CLASS 4 … BANNED 00000000,00000003": the IRQs are the banned
/// ones (bans by module or policy script are not among them).
struct IrqbalanceSetup {
  std::uint32_t sleep_seconds = 0;
  std::vector<IrqNumber> banned_irqs;  // ascending, each once
  CpuSet banned_cpus;                  // isolated and nohz_full CPUs too, unless it was told others
};

Result<IrqbalanceSetup> parse_irqbalance_setup(std::string_view text);

struct IrqbalanceOptions {
  std::vector<IrqNumber> banned_irqs;       // --banirq, -i; in the order given
  std::vector<std::string> banned_modules;  // --banmod, -m
  std::string policy_script;                // --policyscript, -l; --banscript, -b in old versions
  bool one_shot = false;                    // --oneshot, -o
  std::vector<std::string> not_understood;  // values of --banirq that are not numbers
};

/// `arguments`: without the program's name.
IrqbalanceOptions parse_irqbalance_options(const std::vector<std::string>& arguments);

/// Of a file of NAME=value lines (/etc/default/irqbalance, /etc/sysconfig/irqbalance).
struct IrqbalanceEnvironment {
  std::optional<CpuSet> banned_cpus;  // IRQBALANCE_BANNED_CPULIST, or the mask _BANNED_CPUS
  IrqbalanceOptions options;          // IRQBALANCE_ARGS; OPTIONS in older Debian; _ONESHOT
  std::vector<std::pair<int, std::string>> not_understood;  // line number, and what stands there
};

IrqbalanceEnvironment parse_irqbalance_environment(std::string_view text);

}  // namespace holdfast
