#include "policy/persistence.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

const std::vector<IrqNumber> kIrqs = {{41}, {40}, {41}};

TEST(IrqbalanceDefaults, KeepsWhatStandsThereAndAddsItsBlock) {
  EXPECT_EQ(
      irqbalance_defaults("# mine\nIRQBALANCE_ARGS='--deepestcache=2'\n", CpuSet{4, 5}, kIrqs),
      "# mine\nIRQBALANCE_ARGS='--deepestcache=2'\n"
      "# BEGIN holdfast: written from its policy; what stands above is kept\n"
      "IRQBALANCE_BANNED_CPULIST=4-5\n"
      "IRQBALANCE_ARGS=\"--deepestcache=2 --banirq=40 --banirq=41\"\n"
      "# END holdfast\n");
}

TEST(IrqbalanceDefaults, WritingTwiceChangesNothing) {
  const std::string original = "IRQBALANCE_BANNED_CPUS=00000001\nOPTIONS=\"-t 5\"\n#x=1\n";
  const auto once = irqbalance_defaults(original, CpuSet{4}, kIrqs);
  EXPECT_EQ(irqbalance_defaults(once, CpuSet{4}, kIrqs), once);
  EXPECT_NE(once.find("IRQBALANCE_BANNED_CPULIST=0,4\n"), std::string::npos) << once;
  EXPECT_NE(once.find("OPTIONS=\"-t 5 --banirq=40 --banirq=41\"\n"), std::string::npos) << once;
}

TEST(IrqbalanceDefaults, AnEmptyFileGetsTheBlockAlone) {
  EXPECT_TRUE(irqbalance_defaults("", CpuSet{4}, {}).starts_with("# BEGIN holdfast"));
}

TEST(Persistence, FindsASysctlInProc) {
  EXPECT_EQ(sysctl_path("net.core.somaxconn"), "/proc/sys/net/core/somaxconn");
}

TEST(Persistence, ThePathOfThePolicyIsQuotedForSystemd) {
  const auto unit = boot_unit("n", {"/usr/bin/holdfast", "/etc/50%/a \"b\" $c"});
  EXPECT_NE(unit.find(R"(ExecStart="/usr/bin/holdfast" apply --quiet "/etc/50%%/a \"b\" $$c")"),
            std::string::npos)
      << unit;
}

TEST(Persistence, ALaterSysctlWinsAndAnOptionalOneMayBeMissing) {
  Demands demands;
  demands.policy = "n";
  for (const auto* value : {"1", "2"}) {
    Demand demand;
    demand.name = "net.core.a";
    demand.value = value;
    demands.settings.push_back(demand);
  }
  demands.settings.push_back(demands.settings.back());
  demands.settings.back().name = "net.core.b";
  demands.settings.back().optional = true;
  EXPECT_TRUE(sysctl_file(demands).ends_with("\nnet.core.a = 2\n-net.core.b = 2\n"));
}

}  // namespace
}  // namespace holdfast
