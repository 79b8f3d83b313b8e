#include "host/diskstats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> names_of(const std::vector<DiskCounters>& disks) {
  std::vector<std::string> names;
  for (const auto& disk : disks) names.push_back(disk.name);
  return names;
}

TEST(Diskstats, CountWholeDevices) {
  Diagnostics diagnostics;
  const auto disks = parse_diskstats(
      "   7       0 loop0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"
      "   1       0 ram0 0 0 0 0 0 0 0 0 0 0 0\n"
      " 254       0 vda 70263 25178 5174522 17490 11986 16055 1590552 4361 2 10968 22338 5502 17 "
      "373840 431 1304 55\n"
      " 259       0 nvme0n1 1 0 8 0 2 0 16 0 0 3 4\n"
      " 259       1 nvme0n1p1 1 0 8 0 2 0 16 0 0 3 4\n"
      " 259       2 nvme0n10 1 0 8 0 2 0 16 0 0 3 4\n"
      "   8       0 sda 1 0 8 0 2 0 16 0 0 3 4\n"
      "   8      15 sda15 1 0 8 0 2 0 16 0 0 3 4\n"
      "   8      16 sdaa 1 0 8 0 2 0 16 0 0 3 4\n"
      " 253       0 dm-0 1 0 8 0 2 0 16 0 0 3 4\n"
      " 253       1 zram0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n",
      diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_THAT(names_of(disks), ElementsAre("vda", "nvme0n1", "nvme0n10", "sda", "sdaa", "dm-0"));
  EXPECT_EQ(disks[0].reads, 70263U);
  EXPECT_EQ(disks[0].writes, 11986U);
  EXPECT_EQ(disks[0].in_flight, 2U);
  EXPECT_EQ(disks[0].busy_ms, 10968U);
}

TEST(Diskstats, WithABadRowKeepTheOthers) {
  Diagnostics diagnostics;
  const auto disks = parse_diskstats(
      " 8 0 sda 1 2 x\n"
      " 8 16 sdb 1 0 8 0 2 0 16 0 0 3 4\n",
      diagnostics);
  EXPECT_THAT(names_of(disks), ElementsAre("sdb"));
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].sentence, "\"sda\" with 2 counters, expected a device with 10 at least");
}

}  // namespace
}  // namespace holdfast
