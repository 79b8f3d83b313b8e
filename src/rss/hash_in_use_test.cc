#include "rss/hash_in_use.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

Nic virtio(std::uint32_t queues) {
  Nic nic;
  nic.name = "eth0";
  nic.driver = "virtio_net";
  nic.channels = Channels{.combined = queues};
  nic.rss.push_back({.function = "toeplitz"});
  return nic;
}

TEST(hash_in_use, older_virtio_shows_what_the_device_may_not_have) {
  for (const auto* release : {"6.1.0-56-amd64", "5.18", "6.11.9", "", "unknown"}) {
    EXPECT_NE(doubt_of_hash(virtio(4), release).find("eth0: virtio_net"), std::string::npos)
        << release;
  }
  for (const auto* release : {"6.12.0", "6.18.1-cloud", "7.0"}) {
    EXPECT_EQ(doubt_of_hash(virtio(4), release), "") << release;
  }
}

TEST(hash_in_use, another_driver_one_queue_and_no_hash_leave_no_doubt) {
  EXPECT_EQ(doubt_of_hash(virtio(1), "6.1.0"), "");
  auto nic = virtio(4);
  nic.rss.clear();
  EXPECT_EQ(doubt_of_hash(nic, "6.1.0"), "");
  nic = virtio(4);
  nic.driver = "ice";
  EXPECT_EQ(doubt_of_hash(nic, "6.1.0"), "");
}

}  // namespace
}  // namespace holdfast
