#include "model/flow.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

std::string ipv6(std::vector<std::uint8_t> address) {
  return to_text(Endpoint{std::move(address), 80});
}

TEST(Flow, WritesIpv4) { EXPECT_EQ(to_text(Endpoint{{10, 0, 0, 1}, 443}), "10.0.0.1:443"); }

TEST(Flow, WritesIpv6AsRfc5952) {
  EXPECT_EQ(ipv6({0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}), "[2001:db8::1]:80");
  EXPECT_EQ(ipv6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}), "[::1]:80");
  EXPECT_EQ(ipv6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}), "[::]:80");
  EXPECT_EQ(ipv6({0, 1, 0, 0, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7}), "[1:0:2:3:4:5:6:7]:80");
  EXPECT_EQ(ipv6({0, 1, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 7}), "[1:0:0:3::7]:80");
  EXPECT_EQ(ipv6({0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}), "[fe80::]:80");
}

}  // namespace
}  // namespace holdfast
