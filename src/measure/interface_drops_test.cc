#include "measure/interface_drops.h"

#include <gtest/gtest.h>

#include <string>

namespace holdfast {
namespace {

const std::string kHeadings =
    "Inter-|   Receive                                                |  Transmit\n"
    " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop "
    "fifo colls carrier compressed\n";

TEST(interface_drops, both_ways_of_all_but_loopback_are_added) {
  const std::string text = kHeadings +
                           "    lo: 1 1 0 900 0 0 0 0 1 1 0 900 0 0 0 0\n"
                           "probe-rx: 10 2 0 3 0 0 0 0 10 2 0 4 0 0 0 0\n"
                           "  eth0:10 2 0 50 0 0 0 0 10 2 0 0 0 0 0 0\n";
  EXPECT_EQ(parse_interface_drops(text), 57U);
}

TEST(interface_drops, another_form_is_none) {
  EXPECT_FALSE(parse_interface_drops(""));
  EXPECT_FALSE(parse_interface_drops("one line"));
  EXPECT_FALSE(parse_interface_drops(kHeadings + "eth0 1 2 3\n"));
  EXPECT_FALSE(parse_interface_drops(kHeadings + "eth0: 1 2 3\n"));
  EXPECT_FALSE(parse_interface_drops(kHeadings + "eth0: 1 2 3 x 0 0 0 0 1 1 0 0 0 0 0 0\n"));
}

TEST(interface_drops, of_this_network_can_be_read) { EXPECT_TRUE(interface_drops()); }

}  // namespace
}  // namespace holdfast
