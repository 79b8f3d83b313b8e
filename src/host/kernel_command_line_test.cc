#include "host/kernel_command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

KernelCommandLine parse(std::string_view text) {
  Diagnostics diagnostics;
  auto line = parse_kernel_command_line(text, CpuSet::range(0, 15), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics[0].sentence;
  return line;
}

TEST(KernelCommandLine, NamesTheCpusThatAreSetApart) {
  const auto line = parse(
      "BOOT_IMAGE=/vmlinuz-6.1.0-28-amd64 root=/dev/sda1 ro isolcpus=managed_irq,domain,4-7 "
      "nohz_full=4-7 rcu_nocbs=4-7 irqaffinity=0-1 threadirqs quiet\n");
  EXPECT_EQ(line.isolcpus, CpuSet::range(4, 7));
  EXPECT_THAT(line.isolcpus_flags, ElementsAre("managed_irq", "domain"));
  EXPECT_EQ(line.nohz_full, CpuSet::range(4, 7));
  EXPECT_EQ(line.rcu_nocbs, CpuSet::range(4, 7));
  EXPECT_EQ(line.irqaffinity, CpuSet::range(0, 1));
  EXPECT_TRUE(line.threadirqs);
  EXPECT_TRUE(line.text.ends_with("quiet"));
}

TEST(KernelCommandLine, WithoutThemHasNone) {
  const auto line = parse("ro quiet\n");
  EXPECT_FALSE(line.isolcpus);
  EXPECT_FALSE(line.nohz_full);
  EXPECT_FALSE(line.rcu_nocbs);
  EXPECT_FALSE(line.irqaffinity);
  EXPECT_FALSE(line.threadirqs);
}

TEST(KernelCommandLine, SpeaksTheKernelsCpuLists) {
  EXPECT_EQ(parse("rcu_nocbs=all").rcu_nocbs, CpuSet::range(0, 15));
  EXPECT_EQ(parse("rcu_nocbs=8-N").rcu_nocbs, CpuSet::range(8, 15));
  EXPECT_EQ(parse("rcu_nocbs=N").rcu_nocbs, CpuSet{15});
  EXPECT_EQ(parse("rcu_nocbs=0-15:2/4").rcu_nocbs, (CpuSet{0, 1, 4, 5, 8, 9, 12, 13}));
  EXPECT_EQ(parse("rcu_nocbs=all:1/8").rcu_nocbs, (CpuSet{0, 8}));
  EXPECT_EQ(parse("isolcpus=nohz,all:1/8").isolcpus, (CpuSet{0, 8}));
  EXPECT_EQ(parse("rcu_nocbs").rcu_nocbs, CpuSet{}) << "none from the start";
}

TEST(KernelCommandLine, HasTheDomainFlagByDefault) {
  EXPECT_THAT(parse("isolcpus=2-3").isolcpus_flags, ElementsAre("domain"));
}

TEST(KernelCommandLine, MayBeQuoted) {
  EXPECT_EQ(parse("isolcpus=\"2,3\" x").isolcpus, (CpuSet{2, 3}));
  EXPECT_EQ(parse("\"isolcpus=2,3\" x").isolcpus, (CpuSet{2, 3}));
  EXPECT_FALSE(parse("dyndbg=\"file a +p ; nohz_full=2 \"").nohz_full);
}

TEST(KernelCommandLine, TakesDashesForUnderscores) {
  EXPECT_EQ(parse("rcu-nocbs=1 nohz-full=2").rcu_nocbs, CpuSet{1});
}

TEST(KernelCommandLine, EndsWhereInitsArgumentsBegin) {
  EXPECT_FALSE(parse("quiet -- isolcpus=2").isolcpus);
}

TEST(KernelCommandLine, RepeatedCountsAsTheKernelTakesIt) {
  const auto line = parse("rcu_nocbs=1 rcu_nocbs=2 nohz_full=1 nohz_full=2 isolcpus=3 isolcpus=4");
  EXPECT_EQ(line.rcu_nocbs, CpuSet{2});
  EXPECT_EQ(line.nohz_full, CpuSet{1});
  EXPECT_EQ(line.isolcpus, CpuSet{3});
}

TEST(KernelCommandLine, WithAWrongListSaysSoAndKeepsTheRest) {
  Diagnostics diagnostics;
  const auto line = parse_kernel_command_line("isolcpus=4-2 rcu_nocbs=99999 nohz_full=3",
                                              CpuSet::range(0, 15), diagnostics);
  EXPECT_FALSE(line.isolcpus);
  EXPECT_EQ(line.nohz_full, CpuSet{3});
  ASSERT_EQ(diagnostics.size(), 2U);
  EXPECT_EQ(diagnostics[0].path, "/proc/cmdline");
  EXPECT_THAT(diagnostics[0].sentence, HasSubstr("isolcpus: CPU list \"4-2\""));
}

}  // namespace
}  // namespace holdfast
