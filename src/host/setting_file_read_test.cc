#include "host/setting_file_read.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "host/temporary_folder.h"

namespace holdfast {
namespace {

SettingObject irq_object(std::uint32_t irq) {
  SettingObject object;
  object.kind = SettingKind::vector;
  object.nic = "eth0";
  object.name = "rx 0";
  object.irq = IrqNumber{irq};
  return object;
}

void put(const std::filesystem::path& path, std::string_view text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

TEST(SettingFileRead, BytesBecomeTheCanonicalValueOfTheirKind) {
  EXPECT_EQ(parse_setting_file(SettingKind::vector, "0-1,3\n"), "0-1,3");
  EXPECT_EQ(parse_setting_file(SettingKind::xps, "00000000,0000000f\n"), "0-3");
  EXPECT_EQ(parse_setting_file(SettingKind::rps, "0\n"), "");
  EXPECT_EQ(parse_setting_file(SettingKind::threaded_napi, "1\n"), "on");
  EXPECT_EQ(parse_setting_file(SettingKind::threaded_napi, "2\n"), std::nullopt);
  EXPECT_EQ(parse_setting_file(SettingKind::sysctl, "4096\t87380\t16777216\n"),
            "4096 87380 16777216");
  EXPECT_EQ(parse_setting_file(SettingKind::rps_flow_count, "-1\n"), std::nullopt);
  EXPECT_EQ(parse_setting_file(SettingKind::vector, "garbage"), std::nullopt);
}

TEST(SettingFileRead, CountsAreOfPossibleCpusInOrder) {
  const auto counts = parse_per_cpu_count("0,12,0,3\n");
  ASSERT_TRUE(counts);
  EXPECT_EQ(*counts, (CpuCounts{{CpuId{1}, 12}, {CpuId{3}, 3}}));
  EXPECT_EQ(*parse_per_cpu_count("0,0,0,0,0,7,0,0,0,0,0\n"), (CpuCounts{{CpuId{5}, 7}}));
  EXPECT_EQ(*parse_per_cpu_count("0,0,0,0,0,0,0,0"), CpuCounts());
  for (const auto* text : {"1,x", "0,0,0,0,", "0,,1", "1 2", "-1", "0,0,0,0,0x1"}) {
    EXPECT_EQ(parse_per_cpu_count(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_per_cpu_count(""), std::nullopt);
}

TEST(SettingFileRead, AKeptFileIsReadAnewAndOpenedAgainWhenItWasReplaced) {
  const TemporaryFolder folder;
  const auto path = std::filesystem::path(folder.path()) / "proc/irq/38/smp_affinity_list";
  put(path, "2\n");
  SettingFileReader reader(folder.path());
  EXPECT_EQ(reader.value(irq_object(38)), "2");
  std::ofstream(path) << "0-3\n";  // the same inode
  EXPECT_EQ(reader.value(irq_object(38)), "0-3");
  std::filesystem::remove(path);
  put(path, "1\n");
  EXPECT_EQ(reader.value(irq_object(38)), "0-3") << "the old inode, until it is told";
  reader.reopen();
  EXPECT_EQ(reader.value(irq_object(38)), "1");
  EXPECT_EQ(reader.value(irq_object(39)), std::nullopt);
}

TEST(SettingFileRead, ManyCpusNeedMoreThanOnePage) {
  const TemporaryFolder folder;
  std::string text;
  for (int cpu = 0; cpu < 4000; ++cpu) text += cpu == 0 ? "7" : ",1000";
  put(std::filesystem::path(folder.path()) / "sys/kernel/irq/9/per_cpu_count", text + "\n");
  SettingFileReader reader(folder.path(), 0);
  const auto counts = reader.counts(IrqNumber{9});
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->size(), 4000U);
  EXPECT_EQ(counts->back(), (CpuCount{CpuId{3999}, 1000}));
}

}  // namespace
}  // namespace holdfast
