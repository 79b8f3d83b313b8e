#include "model/vector.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(Vector, DifferenceLeavesOutWhatStoodStill) {
  const CpuCounts earlier{{CpuId{0}, 10}, {CpuId{2}, 5}};
  const CpuCounts later{{CpuId{0}, 10}, {CpuId{1}, 3}, {CpuId{2}, 9}};
  EXPECT_EQ(difference_of(earlier, later), (CpuCounts{{CpuId{1}, 3}, {CpuId{2}, 4}}));
}

TEST(Vector, ACounterThatWentBackCountsFromZero) {
  EXPECT_EQ(difference_of({{CpuId{0}, 1000}}, {{CpuId{0}, 7}}), (CpuCounts{{CpuId{0}, 7}}));
}

TEST(Vector, LabelsItsQueuesShortly) {
  Vector vector;
  vector.role = VectorRole::combined;
  vector.rx_queues = vector.tx_queues = {QueueIndex{3}};
  EXPECT_EQ(queue_label(vector), "rx+tx 3");
  vector.tx_queues.clear();
  EXPECT_EQ(queue_label(vector), "rx 3");
  vector.rx_queues.clear();
  vector.role = VectorRole::admin;
  EXPECT_EQ(queue_label(vector), "admin");
}

}  // namespace
}  // namespace holdfast
