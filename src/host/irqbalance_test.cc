#include "host/irqbalance.h"

#include <gtest/gtest.h>

#include "host/irqbalance_text.h"
#include "host/memory_source.h"
#include "host/package_status.h"
#include "host/unattended_upgrades.h"

namespace holdfast {
namespace {

std::vector<std::uint32_t> numbers(const std::vector<IrqNumber>& irqs) {
  std::vector<std::uint32_t> values;
  for (const IrqNumber irq : irqs) values.push_back(irq.value);
  return values;
}

using Numbers = std::vector<std::uint32_t>;

TEST(IrqbalanceSetup, ListsBannedInterruptsAndCpus) {
  const auto setup = parse_irqbalance_setup(
      "SLEEP 10 IRQ 34 LOAD 0 DIFF 12 CLASS 4 IRQ 33 LOAD 99999999 DIFF 0 CLASS -1 "
      "BANNED 00000001,0000000c");
  ASSERT_TRUE(setup);
  EXPECT_EQ(setup->sleep_seconds, 10U);
  EXPECT_EQ(numbers(setup->banned_irqs), (Numbers{33, 34}));
  EXPECT_EQ(setup->banned_cpus.to_list(), "2-3,32");
}

TEST(IrqbalanceSetup, WithoutBansIsAllZeros) {
  const auto setup = parse_irqbalance_setup("SLEEP 10 BANNED 00000000,00000000");
  ASSERT_TRUE(setup);
  EXPECT_TRUE(setup->banned_irqs.empty());
  EXPECT_TRUE(setup->banned_cpus.empty());
}

TEST(IrqbalanceSetup, SaysWhereItStopsBeingOne) {
  for (const auto text : {"", "SLEEP", "SLEEP x", "SLEEP 10", "SLEEP 10 IRQ 3 LOAD 1",
                          "SLEEP 10 BANNED", "SLEEP 10 BANNED xyz"}) {
    EXPECT_FALSE(parse_irqbalance_setup(text)) << text;
  }
  EXPECT_EQ(parse_irqbalance_setup("SLEEP 10 IRQ -3 LOAD").error().sentence,
            "expected \"IRQ n LOAD n DIFF n CLASS n\", found \"IRQ -3 LOAD\"");
}

TEST(IrqbalanceOptions, AreReadAsGetoptReadsThem) {
  const auto options = parse_irqbalance_options({"--foreground", "--banirq=7", "--banirq", "8",
                                                 "-i9", "-di", "10", "-l", "/etc/policy.sh", "-o",
                                                 "--banmod=nvme", "-i", "x", "--pid", "-o"});
  EXPECT_EQ(numbers(options.banned_irqs), (Numbers{7, 8, 9, 10}));
  EXPECT_EQ(options.policy_script, "/etc/policy.sh");
  EXPECT_TRUE(options.one_shot);
  EXPECT_EQ(options.banned_modules, std::vector<std::string>{"nvme"});
  EXPECT_EQ(options.not_understood, std::vector<std::string>{"x"});
  EXPECT_TRUE(parse_irqbalance_options({"-i"}).banned_irqs.empty());
  EXPECT_FALSE(parse_irqbalance_options({"-s", "-o"}).one_shot);
}

TEST(IrqbalanceEnvironment, PrefersTheListToTheMask) {
  const auto environment = parse_irqbalance_environment(
      "# IRQBALANCE_ONESHOT=1\nIRQBALANCE_BANNED_CPULIST=\"2-3\"\nIRQBALANCE_BANNED_CPUS=ff\n"
      "IRQBALANCE_ARGS=\"--banirq=5 --policyscript=/p\"\n#IRQBALANCE_BANNED_CPULIST=9\n");
  EXPECT_EQ(environment.banned_cpus->to_list(), "2-3");
  EXPECT_EQ(numbers(environment.options.banned_irqs), Numbers{5});
  EXPECT_FALSE(environment.options.one_shot);
  EXPECT_TRUE(environment.not_understood.empty());
}

TEST(IrqbalanceEnvironment, KeepsWhatItCannotReadWithItsLine) {
  const auto environment =
      parse_irqbalance_environment("\nIRQBALANCE_BANNED_CPUS=0,zz\nIRQBALANCE_ONESHOT=yes\n");
  EXPECT_FALSE(environment.banned_cpus);
  EXPECT_TRUE(environment.options.one_shot);
  ASSERT_EQ(environment.not_understood.size(), 1U);
  EXPECT_EQ(environment.not_understood[0], (std::pair<int, std::string>(2, "0,zz")));
}

constexpr std::string_view kDpkg =
    "Package: irqbalance-doc\nStatus: install ok installed\n\n"
    "Package: irqbalance\nStatus: hold ok installed\nPriority: optional\nVersion: 1.9.2-1\n\n"
    "Package: unattended-upgrades\nStatus: deinstall ok config-files\n";

TEST(PackageStatus, ReadsTheOneStanza) {
  EXPECT_TRUE(dpkg_status(kDpkg, "irqbalance").installed);
  EXPECT_TRUE(dpkg_status(kDpkg, "irqbalance").held);
  EXPECT_FALSE(dpkg_status(kDpkg, "irqbalance-doc").held);
  EXPECT_FALSE(dpkg_status(kDpkg, "unattended-upgrades").installed);
  EXPECT_FALSE(dpkg_status(kDpkg, "irq").installed);
  EXPECT_FALSE(
      dpkg_status("X-Package: irqbalance\nStatus: hold ok installed\n", "irqbalance").held);
}

TEST(PackageStatus, KnowsTheWaysOfDnf) {
  EXPECT_TRUE(is_locked_for_dnf("irqbalance-2:1.9.2-3.el9.*\n", "irqbalance"));
  EXPECT_TRUE(is_locked_for_dnf("[main]\nexclude=kernel* irq*,tuned\n", "irqbalance"));
  EXPECT_TRUE(is_locked_for_dnf("[[packages]]\nname = \"irqbalance\"\n", "irqbalance"));
  EXPECT_FALSE(
      is_locked_for_dnf("irqbalance-ui-1.9\n#irqbalance-1\nexclude=kernel*\n"
                        "name = \"irqbalance-ui\"\n",
                        "irqbalance"));
}

TEST(UnattendedUpgrades, ReadBothNotationsOfApt) {
  EXPECT_EQ(parse_apt_periodic("APT::Periodic::Update-Package-Lists \"1\";\n"
                               "APT::Periodic::Unattended-Upgrade \"1\";\n"),
            true);
  EXPECT_EQ(parse_apt_periodic("APT { Periodic { Unattended-Upgrade \"0\"; }; };\n"), false);
  EXPECT_EQ(parse_apt_periodic("Unattended-Upgrade::Allowed-Origins { \"x\"; };\n"
                               "// APT::Periodic::Unattended-Upgrade \"1\";\n"),
            std::nullopt);
}

MemorySource debian() {
  MemorySource host;
  host.add_file("/proc/812/stat",
                "812 (irqbalance) S 1 812 812 0 -1 4194560 0 0 0 0 9 9 0 0 20 0 2 0 777 0 0 0 0 0 "
                "0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0\n");
  host.add_file("/proc/812/cmdline", std::string("/usr/sbin/irqbalance\0--banirq=40\0-o\0", 37));
  host.add_file("/var/lib/dpkg/status", std::string(kDpkg));
  host.add_link("/etc/systemd/system/multi-user.target.wants/irqbalance.service",
                "/lib/systemd/system/irqbalance.service");
  host.add_file("/etc/default/irqbalance", "IRQBALANCE_BANNED_CPULIST=6-7\n");
  host.add_file("/etc/apt/apt.conf.d/20auto-upgrades",
                "APT::Periodic::Unattended-Upgrade \"1\";\n");
  return host;
}

std::optional<Irqbalance> read(MemorySource& host, Diagnostics& diagnostics) {
  const auto processes = read_processes(host, diagnostics);
  const auto units = read_unit_links(host, diagnostics);
  return read_irqbalance(host, processes, units, diagnostics);
}

TEST(Irqbalance, OfADebianHost) {
  MemorySource host = debian();
  Diagnostics diagnostics;
  const auto irqbalance = read(host, diagnostics);
  ASSERT_TRUE(irqbalance);
  EXPECT_EQ(irqbalance->process, ThreadId{812});
  EXPECT_TRUE(irqbalance->enabled);
  EXPECT_FALSE(irqbalance->masked);
  EXPECT_TRUE(irqbalance->package_held);
  EXPECT_TRUE(irqbalance->unattended_upgrades);
  EXPECT_TRUE(irqbalance->one_shot);
  EXPECT_EQ(numbers(irqbalance->banned_irqs), Numbers{40});
  EXPECT_EQ(irqbalance->banned_cpus->to_list(), "6-7");
  EXPECT_EQ(irqbalance->bans_from, "command line, configuration");
  EXPECT_EQ(diagnostics, Diagnostics{});
}

TEST(Irqbalance, TheSocketsListIsTheWholeOfTheBans) {
  MemorySource host = debian();
  Record record;
  record.set("text", std::string("SLEEP 10 IRQ 33 LOAD 0 DIFF 0 CLASS 4 BANNED 00000003"));
  host.add_answer({"irqbalance", "setup", "812"}, std::vector{record});
  Diagnostics diagnostics;
  const auto irqbalance = read(host, diagnostics);
  EXPECT_EQ(numbers(irqbalance->banned_irqs), Numbers{33});
  EXPECT_EQ(irqbalance->banned_cpus->to_list(), "0-1");
  EXPECT_EQ(irqbalance->bans_from, "socket");
}

TEST(Irqbalance, ASocketThatRefusesCostsOneDiagnostic) {
  MemorySource host = debian();
  host.add_answer({"irqbalance", "setup", "812"}, tl::unexpected(std::errc::permission_denied));
  Diagnostics diagnostics;
  EXPECT_EQ(read(host, diagnostics)->bans_from, "command line, configuration");
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].path, "irqbalance setup 812");
  EXPECT_EQ(diagnostics[0].code, ErrorCode::denied);
}

TEST(Irqbalance, MaskedAndStoppedIsStillInstalled) {
  MemorySource host = debian();
  host.add_error("/proc/812/stat", std::errc::no_such_process);
  host.add_link("/etc/systemd/system/irqbalance.service", "/dev/null");
  Diagnostics diagnostics;
  const auto irqbalance = read(host, diagnostics);
  ASSERT_TRUE(irqbalance);
  EXPECT_FALSE(irqbalance->process);
  EXPECT_TRUE(irqbalance->masked);
  EXPECT_FALSE(irqbalance->enabled);
}

TEST(Irqbalance, IsAbsentWhereItIsNeitherInstalledNorRunning) {
  MemorySource host;
  host.add_file("/var/lib/dpkg/status", "Package: systemd\nStatus: install ok installed\n");
  Diagnostics diagnostics;
  EXPECT_FALSE(read(host, diagnostics));
  EXPECT_EQ(diagnostics, Diagnostics{});
}

TEST(Irqbalance, OfAnRpmHost) {
  MemorySource host;
  host.add_folder("/proc");
  host.add_file("/usr/lib/systemd/system/irqbalance.service", "[Unit]\n");
  host.add_file("/etc/sysconfig/irqbalance",
                "IRQBALANCE_BANNED_CPUS=0000000c\nIRQBALANCE_ARGS=\"-i 5\"\n");
  host.add_file("/etc/dnf/plugins/versionlock.list", "irqbalance-2:1.9.2-3.el9.*\n");
  host.add_link("/etc/systemd/system/timers.target.wants/dnf-automatic.timer",
                "/usr/lib/systemd/system/dnf-automatic.timer");
  host.add_file("/etc/dnf/automatic.conf", "[commands]\napply_updates = yes\n");
  Diagnostics diagnostics;
  const auto irqbalance = read(host, diagnostics);
  ASSERT_TRUE(irqbalance);
  EXPECT_TRUE(irqbalance->package_held);
  EXPECT_TRUE(irqbalance->unattended_upgrades);
  EXPECT_FALSE(irqbalance->enabled);
  EXPECT_EQ(irqbalance->banned_cpus->to_list(), "2-3");
  EXPECT_EQ(irqbalance->bans_from, "configuration");
}

}  // namespace
}  // namespace holdfast
