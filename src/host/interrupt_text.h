// What follows the counts in a numbered row of /proc/interrupts.
#pragma once

#include <string_view>

namespace holdfast {

struct InterruptText {
  std::string_view chip;     // "IR-PCI-MSI-0000:81:00.0", "IO-APIC", "Hyper-V PCIe MSI"
  std::string_view hwirq;    // "1048576"; empty where the kernel shows none
  std::string_view trigger;  // "edge", "fasteoi", "Level", "event"; empty when unnamed
  std::string_view actions;  // "eth0-TxRx-0"; several are joined by ", "; empty when it is free
  friend bool operator==(const InterruptText&, const InterruptText&) = default;
};

/// Sorts out, by kernel/irq/proc.c, what differs between kernels and architectures:
///   "IO-APIC   5-edge      ACPI:Ged"                      chip, number-name
///   "GICv3  45 Level     arch_timer"                      chip, number, Level or Edge
///   "xen-dyn    -event     xenbus"                        a chip without hardware numbers
///   "PCI-MSI-edge      eth0-TxRx-0"                       before 3.19: no hardware number
///   "Hyper-V PCIe MSI 4138200989697-edge      mana_q0@…"  blanks in the chip's name
InterruptText parse_interrupt_text(std::string_view text);

}  // namespace holdfast
