#include "plan/host_rules_test_fixture.h"

namespace holdfast {
namespace {

TEST(OtherWriter, IsNotedOncePerActiveWriter) {
  HostRules test;
  test.writer("tuned", WriterKind::service, "sysctls, governors").evidence =
      "process 900 tuned, /etc/systemd/system/multi-user.target.wants/tuned.service";
  auto& stopped = test.writer("irqbalance", WriterKind::service, "interrupt affinity");
  stopped.running = stopped.enabled = false;
  const auto finding = test.one("other-writer");
  EXPECT_EQ(finding.severity, Severity::note);
  EXPECT_EQ(finding.object, "tuned");
  EXPECT_EQ(finding.sentence,
            "tuned (service, running, starts at boot) sets sysctls, governors; a policy should "
            "name what it leaves to it");
  EXPECT_EQ(finding.fix.shell, "systemctl disable --now tuned.service");
}

TEST(OtherWriter, AsksPsForTheUnitOfAProcess) {
  HostRules test;
  auto& writer = test.writer("scx_layered", WriterKind::service, "thread scheduling");
  writer.evidence = "process 900 scx_layered";
  writer.process = ThreadId{900};
  const auto finding = test.one("other-writer");
  EXPECT_TRUE(shows(finding, "process 900 scx_layered", "running, starts at boot"));
  EXPECT_EQ(finding.fix.shell, "systemctl disable --now $(ps -o unit= -p 900)");
}

TEST(OtherWriter, TakesAFileForActive) {
  HostRules test;
  auto& rule = test.writer("99-nic.rules", WriterKind::udev_rule, "rings");
  rule.evidence = "/etc/udev/rules.d/99-nic.rules:3";
  rule.running = rule.enabled = false;
  EXPECT_EQ(test.one("other-writer").fix.shell,
            "mv /etc/udev/rules.d/99-nic.rules /etc/udev/rules.d/99-nic.rules.disabled && udevadm "
            "control --reload");
}

TEST(WritersConflict, TriggersWhenTwoOwnTheSameThing) {
  HostRules test;
  test.writer("irqbalance", WriterKind::service, "interrupt affinity");
  test.writer("set-irqs", WriterKind::cron, "RPS, IRQ affinity").evidence = "/etc/cron.d/irqs:3";
  const auto finding = test.one("writers-conflict");
  EXPECT_EQ(finding.severity, Severity::warning);
  EXPECT_EQ(finding.object, "interrupt affinity");
  EXPECT_EQ(finding.sentence,
            "2 writers may set interrupt affinity: irqbalance, set-irqs; there should be one");
  EXPECT_EQ(finding.fix.shell, "mv /etc/cron.d/irqs /etc/cron.d/irqs.disabled");
}

TEST(WritersConflict, AllowsWritersThatGetOnAndStoppedOnes) {
  HostRules test;
  test.writer("tuned", WriterKind::service, "sysctls, interrupt affinity");
  test.writer("irqbalance", WriterKind::service, "interrupt affinity");
  test.writer("10-net.conf", WriterKind::sysctl_file, "net.core.rmem_max");
  test.writer("99-sysctl.conf", WriterKind::sysctl_file, "net.core.rmem_max");
  auto& stopped = test.writer("perftune", WriterKind::unit, "interrupt affinity");
  stopped.running = stopped.enabled = false;
  EXPECT_TRUE(test.silent("writers-conflict"));
}

HostRules host_with_vector_on_isolated_cpu() {
  HostRules test;
  test.host.topology.isolated = CpuSet{1};
  test.writer("google-set-multiqueue", WriterKind::boot_script, "interrupt affinity, XPS");
  return test;
}

TEST(WriterAgainstIsolation, TriggersWhenAVectorIsOnAnIsolatedCpu) {
  const auto finding = host_with_vector_on_isolated_cpu().one("writer-against-isolation");
  EXPECT_EQ(finding.object, "google-set-multiqueue");
  EXPECT_EQ(finding.sentence,
            "google-set-multiqueue sets interrupt affinity, cpu 1 is set apart, and vector 61 of "
            "eth0 is on cpu 1; it should be kept to cpu 0,2-7");
  EXPECT_TRUE(shows(finding, "/proc/irq/61/effective_affinity_list", "1"));
}

TEST(WriterAgainstIsolation, StaysSilentWhileVectorsKeepOff) {
  auto apart = host_with_vector_on_isolated_cpu();
  apart.host.topology.isolated = CpuSet{6};
  EXPECT_TRUE(apart.silent("writer-against-isolation"));
  auto managed = host_with_vector_on_isolated_cpu();
  managed.host.vectors[1].managed = true;
  EXPECT_TRUE(managed.silent("writer-against-isolation"));
  auto other = host_with_vector_on_isolated_cpu();
  other.host.writers[0].owns = "sysctls";
  EXPECT_TRUE(other.silent("writer-against-isolation"));
}

TEST(NicBypassed, NotesVfioAndOnload) {
  HostRules test;
  test.host.bypassed = {{"0000:81:00.0", "vfio-pci", "0x1d0f:0xec20"}};
  test.host.nics[0].onload = true;
  const auto findings = test.findings("nic-bypassed");
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].severity, Severity::note);
  EXPECT_EQ(findings[0].object, "0000:81:00.0");
  EXPECT_TRUE(shows(findings[0], "/sys/bus/pci/devices/0000:81:00.0/driver", "vfio-pci"));
  EXPECT_EQ(findings[1].object, "eth0");
}

TEST(NicBypassed, StaysSilentForAnOrdinaryNic) { EXPECT_TRUE(HostRules{}.silent("nic-bypassed")); }

TEST(HostRules, FindNothingOnAQuietHostUnderAnyProfile) {
  for (const auto profile :
       {ProfileName::any, ProfileName::trading, ProfileName::ena_trading, ProfileName::high_pps}) {
    HostRules test;
    test.profile = profile;
    for (const auto& rule : audit_rules()) {
      const bool ours = (rule.number >= 13 && rule.number <= 18 && rule.number != 14) ||
                        (rule.number >= 21 && rule.number != 24);
      if (!ours) continue;
      EXPECT_TRUE(test.silent(rule.id)) << rule.id << ' ' << name_of(profile);
    }
  }
}

}  // namespace
}  // namespace holdfast
