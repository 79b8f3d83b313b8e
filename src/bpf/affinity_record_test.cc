#include "bpf/affinity_record.h"

#include <gtest/gtest.h>

#include <cstring>

#include "bpf/programs/affinity_record.h"

namespace holdfast {
namespace {

holdfast_affinity_record some_record() {
  holdfast_affinity_record raw{};
  raw.at_ns = 5'000'000'000;
  raw.requests = 12;
  raw.cgroup = 77;
  raw.kind = HOLDFAST_AFFINITY_REQUESTED;
  raw.irq = 38;
  raw.flags = HOLDFAST_AFFINITY_BY_FILE;
  raw.pid = 4711;
  raw.uid = 1000;
  raw.parent = 4700;
  std::memcpy(raw.comm, "sh", 3);
  std::memcpy(raw.parent_comm, "sixteen bytes ok", sizeof raw.parent_comm);
  raw.mask[0] = 0b1101;
  raw.mask[1] = 1;
  return raw;
}

std::optional<AffinityRecord> parsed(const holdfast_affinity_record& raw, std::uint32_t cpus) {
  return parse_affinity_record({reinterpret_cast<const std::uint8_t*>(&raw), sizeof raw}, cpus);
}

TEST(affinity_record, every_part_of_a_request_is_read) {
  const auto record = parsed(some_record(), 128);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->kind, AffinityRecord::Kind::requested);
  EXPECT_EQ(record->at, Instant{5'000'000'000});
  EXPECT_EQ(record->requests, 12U);
  EXPECT_EQ(record->actor.cgroup, 77U);
  EXPECT_EQ(record->irq, 38U);
  EXPECT_TRUE(record->by_file);
  EXPECT_FALSE(record->is_kernel_thread);
  EXPECT_FALSE(record->unasked);
  EXPECT_EQ(record->actor.pid, 4711U);
  EXPECT_EQ(record->actor.uid, 1000U);
  EXPECT_EQ(record->actor.parent, 4700U);
  EXPECT_EQ(record->actor.comm, "sh");
  EXPECT_EQ(record->actor.parent_comm, "sixteen bytes ok");
  EXPECT_EQ(record->cpus.to_list(), "0,2-3,64");
}

TEST(affinity_record, bits_beyond_the_hosts_cpus_are_no_cpus) {
  EXPECT_EQ(parsed(some_record(), 3)->cpus.to_list(), "0,2");
  EXPECT_EQ(parsed(some_record(), 0)->cpus.to_list(), "");
  EXPECT_EQ(parsed(some_record(), 0xffffffff)->cpus.to_list(), "0,2-3,64");
}

TEST(affinity_record, other_bytes_are_refused) {
  const auto raw = some_record();
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(&raw);
  EXPECT_FALSE(parse_affinity_record({bytes, sizeof raw - 1}, 4));
  EXPECT_FALSE(parse_affinity_record({}, 4));
  auto odd = raw;
  odd.kind = 0;
  EXPECT_FALSE(parsed(odd, 4));
  odd = raw;
  odd.flags = 0x80;
  EXPECT_FALSE(parsed(odd, 4));
}

TEST(affinity_record, a_name_cannot_break_a_line) {
  auto raw = some_record();
  std::memcpy(raw.comm, "a\nb\x1b[2J", 8);
  EXPECT_EQ(parsed(raw, 4)->actor.comm, "a?b?[2J");
}

}  // namespace
}  // namespace holdfast
