#include "host/machine.h"

#include <array>
#include <string>

namespace holdfast {
namespace {

struct Dmi {
  std::string vendor;
  std::string product;
};

struct HypervisorName {
  std::string_view sign;
  std::string_view name;
};

// What the firmware of a guest calls its maker or its product; the first match counts.
constexpr std::array<HypervisorName, 16> kDmiSigns{{
    {"KVM", "kvm"},
    {"Amazon EC2", "kvm"},
    {"Google Compute Engine", "kvm"},
    {"OpenStack", "kvm"},
    {"RHEV Hypervisor", "kvm"},
    {"DigitalOcean", "kvm"},
    {"Alibaba Cloud ECS", "kvm"},
    {"VMware", "vmware"},
    {"VirtualBox", "oracle"},
    {"innotek GmbH", "oracle"},
    {"Xen", "xen"},
    {"HVM domU", "xen"},
    {"Bochs", "bochs"},
    {"Parallels", "parallels"},
    {"BHYVE", "bhyve"},
    {"QEMU", "qemu"},
}};

constexpr std::array<HypervisorName, 3> kClockSigns{{
    {"kvm-clock", "kvm"},
    {"xen", "xen"},
    {"hyperv_clocksource", "hyperv"},
}};

template <std::size_t N>
std::string name_in(const std::array<HypervisorName, N>& signs, std::string_view text) {
  for (const auto& [sign, name] : signs) {
    if (text.find(sign) != std::string_view::npos) return std::string(name);
  }
  return {};
}

std::string name_by_dmi(const Dmi& dmi) {
  // Microsoft's own computers carry the vendor too.
  if (dmi.vendor == "Microsoft Corporation")
    return dmi.product == "Virtual Machine" ? "hyperv" : "";
  const auto by_product = name_in(kDmiSigns, dmi.product);
  return by_product.empty() ? name_in(kDmiSigns, dmi.vendor) : by_product;
}

enum class Guest { no, yes, unknown };

// "cpu:type:x86,…:feature:,0000,…": X86_FEATURE_HYPERVISOR is bit 31 of word 4, 0x9f
// (arch/x86/include/asm/cpufeatures.h). Unlike /proc/cpuinfo this wakes no CPU.
Guest guest_by_features(std::string_view modalias) {
  if (!modalias.starts_with("cpu:type:x86")) return Guest::unknown;
  return modalias.find(",009F") != std::string_view::npos ? Guest::yes : Guest::no;
}

std::string machine_by_features(std::string_view modalias) {
  constexpr std::string_view kPrefix = "cpu:type:";
  if (!modalias.starts_with(kPrefix)) return {};
  const auto type = modalias.substr(kPrefix.size());
  const auto name = type.substr(0, type.find_first_of(",:"));
  return name == "x86" ? "x86_64" : std::string(name);
}

std::string find_hypervisor(Guest guest, const Dmi& dmi, SmallFileReader& files) {
  // A Xen control domain is no guest by its CPU features, and yet not on metal.
  if (const auto type = files.text("/sys/hypervisor/type"); type && !type->empty()) {
    return std::string(*type);
  }
  if (guest == Guest::no || dmi.product.find("metal") != std::string::npos) return {};
  auto name = name_by_dmi(dmi);
  if (!name.empty() && name != "qemu") return name;
  const auto clocks =
      files.text("/sys/devices/system/clocksource/clocksource0/available_clocksource");
  auto by_clock = name_in(kClockSigns, clocks.value_or(""));
  if (!by_clock.empty()) return by_clock;
  return name.empty() && guest == Guest::yes ? "vm-other" : name;
}

}  // namespace

void read_machine(SmallFileReader& files, Settings& out) {
  const std::string modalias(files.text("/sys/devices/system/cpu/modalias").value_or(""));
  out.machine = files.text("/proc/sys/kernel/arch").value_or("");
  if (out.machine.empty()) out.machine = machine_by_features(modalias);
  Dmi dmi;
  dmi.vendor = files.text("/sys/class/dmi/id/sys_vendor").value_or("");
  dmi.product = files.text("/sys/class/dmi/id/product_name").value_or("");
  out.virtualization = find_hypervisor(guest_by_features(modalias), dmi, files);
  // On Nitro the product is the type; on EC2's older Xen hosts it is "HVM domU".
  if (dmi.vendor == "Amazon EC2") out.instance_type = dmi.product;
}

}  // namespace holdfast
