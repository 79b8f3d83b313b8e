#include "host/managed_action.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(ManagedAction, IsAQueueOfADisk) {
  EXPECT_TRUE(is_managed_action("virtio1-req.0"));
  EXPECT_TRUE(is_managed_action("virtio12-req.31"));
  EXPECT_TRUE(is_managed_action("nvme0q1"));
  EXPECT_TRUE(is_managed_action("nvme10q128"));
}

TEST(ManagedAction, IsNoOtherInterrupt) {
  EXPECT_FALSE(is_managed_action("nvme0q0")) << "the admin queue";
  EXPECT_FALSE(is_managed_action("virtio1-config"));
  EXPECT_FALSE(is_managed_action("virtio1-input.0"));
  EXPECT_FALSE(is_managed_action("virtio1-req."));
  EXPECT_FALSE(is_managed_action("virtio-req.0"));
  EXPECT_FALSE(is_managed_action("nvme0q1x"));
  EXPECT_FALSE(is_managed_action("nvme0q1, eth0"));
  EXPECT_FALSE(is_managed_action(""));
}

}  // namespace
}  // namespace holdfast
