#include "host/interrupt_text.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

struct Case {
  std::string_view text;
  InterruptText expected;
};

// Each is the end of a row that a kernel printed.
const Case kCases[] = {
    {"  IO-APIC   5-edge      ACPI:Ged", {"IO-APIC", "5", "edge", "ACPI:Ged"}},
    {" PCI-MSIX-0000:00:03.0   1-edge      virtio2-input.0",
     {"PCI-MSIX-0000:00:03.0", "1", "edge", "virtio2-input.0"}},
    {"  IR-PCI-MSI 1048576-edge      eth0-TxRx-0",
     {"IR-PCI-MSI", "1048576", "edge", "eth0-TxRx-0"}},
    {"  IR-PCI-MSI-0000:81:00.0    1-edge      mlx5_comp0@pci:0000:81:00.0",
     {"IR-PCI-MSI-0000:81:00.0", "1", "edge", "mlx5_comp0@pci:0000:81:00.0"}},
    {"  Hyper-V PCIe MSI 4138200989697-edge      mana_q0@pci:7870:00:00.0",
     {"Hyper-V PCIe MSI", "4138200989697", "edge", "mana_q0@pci:7870:00:00.0"}},
    {"     GICv3  27 Level     arch_timer", {"GICv3", "27", "Level", "arch_timer"}},
    {" ITS-PCI-MSIX-0000:01:00.0   1 Edge      mlx5_comp7@pci:0000:01:00.0",
     {"ITS-PCI-MSIX-0000:01:00.0", "1", "Edge", "mlx5_comp7@pci:0000:01:00.0"}},
    {"  xen-dyn    -event     eth0", {"xen-dyn", "", "event", "eth0"}},
    {"  xen-percpu    -virq      timer1", {"xen-percpu", "", "virq", "timer1"}},
    {"  xen-pirq    -msi-x     ens4-rx-0", {"xen-pirq", "", "msi-x", "ens4-rx-0"}},
    {"  PCI-MSI-edge      eth0-TxRx-0", {"PCI-MSI", "", "edge", "eth0-TxRx-0"}},
    {"  IR-IO-APIC-fasteoi   acpi", {"IR-IO-APIC", "", "fasteoi", "acpi"}},
    {"  IO-APIC   9-fasteoi   acpi, i801_smbus", {"IO-APIC", "9", "fasteoi", "acpi, i801_smbus"}},
    {"  IR-PCI-MSI 524290-edge      eth0 (queue 0)",
     {"IR-PCI-MSI", "524290", "edge", "eth0 (queue 0)"}},
    {"    XT-PIC   0      timer", {"XT-PIC", "0", "", "timer"}},
    {" PCI-MSIX-0000:00:03.0   1-edge    ", {"PCI-MSIX-0000:00:03.0", "1", "edge", ""}},
    {"      None  eth0", {"None", "", "", "eth0"}},
    {"", {}},
};

TEST(InterruptText, IsSortedOutAsEachKernelPrintsIt) {
  for (const auto& [text, expected] : kCases) {
    EXPECT_EQ(parse_interrupt_text(text), expected)
        << text << " gave [" << parse_interrupt_text(text).chip << "]["
        << parse_interrupt_text(text).hwirq << "][" << parse_interrupt_text(text).trigger << "]["
        << parse_interrupt_text(text).actions << "]";
  }
}

}  // namespace
}  // namespace holdfast
