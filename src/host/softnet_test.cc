#include "host/softnet.h"

#include <gtest/gtest.h>

#include "host/memory_source.h"

namespace holdfast {
namespace {

// Linux 6.18, two CPUs.
constexpr std::string_view kLinux618 =
    "00000008 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
    "00000000 00000000 00000000 00000000 00000000\n"
    "0000021a 00000002 00000001 00000000 00000000 00000000 00000000 00000000 00000000 0000000a "
    "0000000b 0000000c 00000003 00000000 00000000\n";
// Linux 4.19: eleven words, and the CPU is the row's place among those online.
constexpr std::string_view kLinux419 =
    "000f4240 00000000 00000005 00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
    "00000000\n"
    "00000010 00000001 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
    "00000007\n";

TEST(Softnet, NamesItsCpuOnNewKernels) {
  Diagnostics diagnostics;
  const auto rows = parse_softnet(kLinux618, {}, diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].cpu, CpuId{3});
  EXPECT_EQ(rows[1].processed, 0x21aU);
  EXPECT_EQ(rows[1].dropped, 2U);
  EXPECT_EQ(rows[1].time_squeezed, 1U);
  EXPECT_EQ(rows[1].received_rps, 10U);
  EXPECT_EQ(rows[1].flow_limited, 11U);
  EXPECT_EQ(rows[1].backlog_length, 12U);
}

TEST(Softnet, OfAnOldKernelBelongsToTheOnlineCpusInOrder) {
  MemorySource host;
  host.add_file("/proc/net/softnet_stat", std::string(kLinux419));
  host.add_file("/sys/devices/system/cpu/online", "0,2\n");
  Diagnostics diagnostics;
  const auto rows = read_softnet(host, diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].processed, 1000000U);
  EXPECT_EQ(rows[1].cpu, CpuId{2});
  EXPECT_EQ(rows[1].flow_limited, 7U);
  EXPECT_EQ(rows[1].backlog_length, 0U);
}

TEST(Softnet, WithABadRowKeepsTheOthers) {
  Diagnostics diagnostics;
  const auto rows =
      parse_softnet(std::string("0000zz00 1 2\n") + std::string(kLinux618), {}, diagnostics);
  EXPECT_EQ(rows.size(), 2U);
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].line, 1);
  EXPECT_EQ(diagnostics[0].sentence, "\"0000zz00 1 2\", expected hexadecimal words");
}

TEST(Softnet, WithMoreRowsThanOnlineCpusSaysSo) {
  Diagnostics diagnostics;
  EXPECT_EQ(parse_softnet(kLinux419, CpuSet{0}, diagnostics).size(), 1U);
  EXPECT_EQ(diagnostics.size(), 1U);
}

}  // namespace
}  // namespace holdfast
