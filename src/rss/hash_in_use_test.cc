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

TEST(hash_in_use, what_is_known_by_hearsay_is_to_be_verified) {
  auto nic = virtio(4);
  nic.driver = "ena";
  EXPECT_NE(doubt_of_hash(nic, "6.12.0").find("ENA starts Toeplitz from 0xffffffff"),
            std::string::npos);
  nic.rss[0].function = "crc32";  // which is not computed at all
  EXPECT_EQ(doubt_of_hash(nic, "6.12.0"), "");
  nic.driver = "mlx5_core";
  EXPECT_EQ(doubt_of_hash(nic, "6.12.0"), "");
  nic.rss[0].function = "xor";
  EXPECT_NE(doubt_of_hash(nic, "6.12.0").find("holdfast rss verify"), std::string::npos);
}

}  // namespace
}  // namespace holdfast
