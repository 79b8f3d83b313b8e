#include "host/writers.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/called_scripts.h"
#include "host/known_writers.h"
#include "host/memory_source.h"
#include "host/setting_mentions.h"

namespace holdfast {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> settings_of(const SettingMentions& mentions) { return mentions.settings; }

TEST(SettingMentions, OfAScriptThatPinsInterrupts) {
  const auto mentions = find_in_script(
      "#!/bin/sh\n# smp_affinity > by hand\nfor i in 33 34; do\n"
      "  echo 2 > /proc/irq/$i/smp_affinity_list\ndone\n"
      "ethtool -G eth0 rx 4096; /usr/sbin/ethtool --coalesce eth0 adaptive-rx off\n");
  EXPECT_EQ(mentions.first_line, 4);
  EXPECT_THAT(settings_of(mentions), ElementsAre("interrupt affinity", "rings", "coalescing"));
  EXPECT_EQ(mentions.owns(), "interrupt affinity, rings, coalescing");
}

TEST(SettingMentions, ReadingIsNotWriting) {
  EXPECT_THAT(settings_of(find_in_script("cat /proc/irq/*/smp_affinity\nethtool -i eth0\n"
                                         "ethtool -S eth0 | grep drop\n")),
              IsEmpty());
}

TEST(SettingMentions, OfUdevRules) {
  EXPECT_THAT(settings_of(find_in_script(
                  "ACTION==\"add\", SUBSYSTEM==\"net\", RUN+=\"/sbin/ethtool -K %k gro off\"\n"
                  "SUBSYSTEM==\"net\", ATTR{queues/rx-0/rps_cpus}=\"f\"\n")),
              ElementsAre("offloads", "RPS"));
}

TEST(SettingMentions, OfDebiansInterfacesAndRedHatsScripts) {
  EXPECT_THAT(settings_of(find_in_script("iface eth0 inet dhcp\n  offload-gro off\n"
                                         "  hardware-dma-ring-rx 4096\n")),
              ElementsAre("offloads", "rings"));
  EXPECT_THAT(settings_of(find_in_script("ETHTOOL_OPTS=\"-G ${DEVICE} rx 4096\"\n")),
              ElementsAre("rings"));
}

TEST(SettingMentions, OfLinkFiles) {
  const auto mentions = find_in_link_file(
      "[Match]\nOriginalName=eth*\n\n[Link]\nNamePolicy=keep\n# RxBufferSize=1\n"
      "IRQAffinityPolicy=single\nRxBufferSize=4096\nRxCoalesceSec=0\n"
      "GenericReceiveOffload=no\n");
  EXPECT_EQ(mentions.first_line, 7);
  EXPECT_THAT(settings_of(mentions),
              ElementsAre("interrupt affinity", "rings", "coalescing", "offloads"));
  EXPECT_THAT(
      settings_of(find_in_link_file("[Link]\nNamePolicy=keep kernel\nMACAddressPolicy=x\n")),
      IsEmpty());
}

TEST(SettingMentions, OfSysctlFiles) {
  const auto mentions = find_in_sysctl_file(
      "# net.core.rmem_max = 1\nkernel.pid_max = 4194304\n-net/core/netdev_max_backlog=5000\n"
      "net.ipv4.tcp_rmem=4096 87380 6291456\nnet.ipv4.conf.all.rp_filter = 2\n"
      "net.core.netdev_max_backlog=6000\n");
  EXPECT_EQ(mentions.first_line, 3);
  EXPECT_THAT(settings_of(mentions),
              ElementsAre("net.core.netdev_max_backlog", "net.ipv4.tcp_rmem"));
}

TEST(SettingMentions, NamesADozenAndCountsTheRest) {
  std::string text;
  for (int i = 0; i < 15; ++i) text += fmt::format("net.core.x{}=1\n", i);
  EXPECT_THAT(find_in_sysctl_file(text).owns(), testing::EndsWith("net.core.x11 and 3 more"));
}

TEST(CalledScripts, AreTheHostsOwn) {
  const auto scripts = find_called_scripts(
      "# /opt/no\n*/5 * * * * root /usr/local/bin/irq.sh >/dev/null 2>&1\n"
      "ExecStart=-/opt/tune/run --x=/etc/y\nRUN+=\"/bin/sh -c '/root/z; /usr/bin/true'\"\n");
  std::vector<std::string> texts;
  for (const auto& script : scripts)
    texts.push_back(fmt::format("{}:{}", script.path, script.line));
  EXPECT_THAT(texts,
              ElementsAre("/usr/local/bin/irq.sh:2", "/opt/tune/run:3", "/etc/y:3", "/root/z:4"));
}

TEST(KnownWriters, HaveCommsThatTheKernelCanHold) {
  for (const KnownWriter& writer : known_writers()) {
    EXPECT_LE(writer.comm.size(), writer.comm.ends_with('*') ? 16U : 15U) << writer.name;
    EXPECT_FALSE(writer.comm.empty() && writer.units.empty()) << writer.name;
  }
}

void add_process(MemorySource& host, std::uint32_t id, std::string_view comm) {
  host.add_file(fmt::format("/proc/{}/stat", id),
                fmt::format("{} ({}) S 1 1 1 0 -1 4194560 0 0 0 0 9 9 0 0 20 0 1 0 777 0 0 0 0 0 0 "
                            "0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0\n",
                            id, comm));
}

std::vector<std::string> read(MemorySource& host, Diagnostics& diagnostics) {
  const auto processes = read_processes(host, diagnostics);
  const auto units = read_unit_links(host, diagnostics);
  std::vector<std::string> texts;
  for (const Writer& writer : read_writers(host, processes, units, diagnostics)) {
    texts.push_back(fmt::format("{} {}{}{} | {} | {}", writer.name, name_of(writer.kind),
                                writer.running ? " running" : "", writer.enabled ? " enabled" : "",
                                writer.owns, writer.evidence));
  }
  return texts;
}

TEST(Writers, AreTheKnownProgramsThatRunOrStartAtBoot) {
  MemorySource host;
  add_process(host, 40, "irqbalance");
  add_process(host, 41, "python3");
  host.add_file("/proc/41/cmdline", std::string("/usr/bin/python3\0-Es\0/usr/sbin/tuned\0", 37));
  add_process(host, 42, "scx_layered");
  host.add_link("/etc/systemd/system/multi-user.target.wants/irqbalance.service", "/lib/x");
  host.add_link("/etc/systemd/system/multi-user.target.wants/bpftune.service", "/lib/y");
  host.add_link("/etc/systemd/system/multi-user.target.wants/numad.service", "/lib/z");
  host.add_link("/etc/systemd/system/numad.service", "/dev/null");
  Diagnostics diagnostics;
  EXPECT_THAT(
      read(host, diagnostics),
      ElementsAre(
          "irqbalance service running enabled | interrupt affinity | process 40 irqbalance, "
          "/etc/systemd/system/multi-user.target.wants/irqbalance.service",
          "tuned service running | sysctls, governors, interrupt affinity, NIC settings | process "
          "41 tuned",
          "scx_layered service running | thread scheduling, interrupt affinity | process 42 "
          "scx_layered",
          "bpftune service enabled | network sysctls | "
          "/etc/systemd/system/multi-user.target.wants/bpftune.service"));
  EXPECT_EQ(diagnostics, Diagnostics{});
}

TEST(Writers, AreTheFilesThatNameASettingOrRunAScriptThatDoes) {
  MemorySource host;
  host.add_folder("/proc");
  host.add_file("/etc/udev/rules.d/99-nic.rules", "RUN+=\"/usr/sbin/ethtool -C %k rx-usecs 0\"\n");
  host.add_file("/usr/lib/udev/rules.d/99-nic.rules", "RUN+=\"/usr/sbin/ethtool -G %k rx 1\"\n");
  host.add_file("/etc/systemd/network/10-irq.link", "[Link]\nIRQAffinityPolicy=single\n");
  host.add_file("/etc/cron.d/irq", "# m h\n*/5 * * * * root /usr/local/bin/irq.sh\n");
  host.add_file("/usr/local/bin/irq.sh", "#!/bin/bash\n\nset_irq_affinity.sh local eth0\n");
  host.add_file("/etc/cron.d/backup", "0 1 * * * root /usr/local/bin/backup\n");
  host.add_file("/usr/local/bin/backup", "#!/bin/sh\ntar c /\n");
  host.add_file("/etc/network/if-up.d/ethtool", "ethtool -G $IFACE $RINGS\n");
  host.add_file("/etc/sysctl.conf", "net.core.busy_poll=50\n");
  host.add_link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
  host.add_link("/etc/sysctl.d/50-vendor.conf", "/dev/null");
  host.add_file("/usr/lib/sysctl.d/50-vendor.conf", "net.core.rmem_max=1\n");
  host.add_file("/etc/systemd/system/tune.service", "[Service]\nExecStart=/opt/tune\n");
  host.add_file("/opt/tune", "#!/bin/sh\nxps() { echo $1 > queues/tx-0/xps_cpus; }\n");
  host.add_link("/etc/systemd/system/timers.target.wants/tune.timer", "../tune.timer");
  host.add_file("/etc/systemd/system/md.service.d/pin.conf", "[Service]\nCPUAffinity=4-7\n");
  Diagnostics diagnostics;
  EXPECT_THAT(
      read(host, diagnostics),
      ElementsAre(
          "99-nic.rules udev_rule enabled | coalescing | /etc/udev/rules.d/99-nic.rules:1",
          "10-irq.link link_file enabled | interrupt affinity | /etc/systemd/network/10-irq.link:2",
          "irq cron enabled | interrupt affinity | /usr/local/bin/irq.sh:3, run by "
          "/etc/cron.d/irq:2",
          "sysctl.conf sysctl_file enabled | net.core.busy_poll | /etc/sysctl.conf:1",
          "md.service unit | thread affinity | /etc/systemd/system/md.service.d/pin.conf:2",
          "tune.service unit enabled | XPS | /opt/tune:2, run by "
          "/etc/systemd/system/tune.service:2"));
  EXPECT_EQ(diagnostics, Diagnostics{});
}

TEST(Writers, FilesThatMayNotBeReadCostOneDiagnostic) {
  MemorySource host;
  host.add_folder("/proc");
  host.add_error("/var/spool/cron/crontabs", std::errc::permission_denied);
  host.add_error("/etc/cron.d/a", std::errc::permission_denied);
  Diagnostics diagnostics;
  EXPECT_THAT(read(host, diagnostics), IsEmpty());
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].path, "/etc/cron.d/a");
  EXPECT_EQ(diagnostics[0].code, ErrorCode::denied);
}

}  // namespace
}  // namespace holdfast
