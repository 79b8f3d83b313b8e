#include "host/machine.h"

#include <gtest/gtest.h>

#include "host/memory_source.h"

namespace holdfast {
namespace {

constexpr std::string_view kGuestFeatures =
    "cpu:type:x86,ven0002fam001Amod0002:feature:,0000,0001,009E,009F,00C0\n";
constexpr std::string_view kMetalFeatures =
    "cpu:type:x86,ven0000fam0006mod006A:feature:,0000,0001,009E,00C0\n";
constexpr std::string_view kClocks =
    "/sys/devices/system/clocksource/clocksource0/available_clocksource";

struct Host {
  std::string_view modalias, vendor, product, clocks;
};

Settings read(const Host& described) {
  MemorySource host;
  const auto add = [&](std::string_view path, std::string_view text) {
    if (!text.empty()) host.add_file(path, std::string(text));
  };
  add("/sys/devices/system/cpu/modalias", described.modalias);
  add("/sys/class/dmi/id/sys_vendor", described.vendor);
  add("/sys/class/dmi/id/product_name", described.product);
  add(kClocks, described.clocks);
  Diagnostics diagnostics;
  SmallFileReader files(host, diagnostics);
  Settings settings;
  read_machine(files, settings);
  return settings;
}

TEST(Machine, OnMetalHasNoHypervisor) {
  const auto settings =
      read({kMetalFeatures, "Dell Inc.\n", "PowerEdge R750\n", "tsc hpet acpi_pm\n"});
  EXPECT_EQ(settings.virtualization, "");
  EXPECT_EQ(settings.machine, "x86_64");
}

TEST(Machine, WithoutDmiIsKnownByItsClock) {
  EXPECT_EQ(read({kGuestFeatures, "", "", "tsc kvm-clock \n"}).virtualization, "kvm");
  EXPECT_EQ(read({kGuestFeatures, "", "", "tsc\n"}).virtualization, "vm-other");
}

TEST(Machine, OfACloudHasItsType) {
  const auto nitro = read({kGuestFeatures, "Amazon EC2\n", "c6i.4xlarge\n", "kvm-clock tsc\n"});
  EXPECT_EQ(nitro.virtualization, "kvm");
  EXPECT_EQ(nitro.instance_type, "c6i.4xlarge");
  const auto metal = read({kMetalFeatures, "Amazon EC2\n", "c6i.metal\n", "tsc\n"});
  EXPECT_EQ(metal.virtualization, "");
  EXPECT_EQ(metal.instance_type, "c6i.metal");
  const auto arm = read({"cpu:type:aarch64:feature:,0000\n", "Amazon EC2\n", "c7g.large\n", ""});
  EXPECT_EQ(arm.virtualization, "kvm");
  EXPECT_EQ(arm.machine, "aarch64");
}

TEST(Machine, TellsTheHypervisorsApart) {
  EXPECT_EQ(read({kGuestFeatures, "QEMU", "Standard PC (Q35 + ICH9, 2009)", "kvm-clock tsc"})
                .virtualization,
            "kvm");
  EXPECT_EQ(read({kGuestFeatures, "QEMU", "Standard PC (Q35 + ICH9, 2009)", "tsc"}).virtualization,
            "qemu");
  EXPECT_EQ(read({kGuestFeatures, "Microsoft Corporation", "Virtual Machine", ""}).virtualization,
            "hyperv");
  EXPECT_EQ(read({kGuestFeatures, "VMware, Inc.", "VMware7,1", ""}).virtualization, "vmware");
  EXPECT_EQ(read({kGuestFeatures, "Xen", "HVM domU", ""}).virtualization, "xen");
}

}  // namespace
}  // namespace holdfast
