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

TEST(Flow, IsReadAsItIsWritten) {
  for (const auto* text :
       {"udp 10.0.0.9:5000 to 239.1.1.1:30001", "tcp 10.0.0.9:1 to 10.0.0.1:65535",
        "tcp [2001:db8::9]:443 to [2001:db8::1]:5000"}) {
    const auto flow = parse_flow(text);
    ASSERT_TRUE(flow) << text;
    EXPECT_EQ(to_text(*flow), text);
  }
}

TEST(Flow, RefusesWhatIsNone) {
  for (const auto* text :
       {"", "udp", "icmp 10.0.0.9:5000 to 10.0.0.1:1", "udp 10.0.0.9 to 10.0.0.1:1",
        "udp 10.0.0.9:5 > 10.0.0.1:1", "udp 10.0.0.9:70000 to 10.0.0.1:1",
        "udp 10.0.0.9:5 to [2001:db8::1]:1", "udp 2001:db8::9:5 to 2001:db8::1:1",
        "udp [10.0.0.9]:5 to 10.0.0.1:1", "udp 10.0.0.9:5 to 10.0.0.1:1 more"}) {
    EXPECT_FALSE(parse_flow(text)) << text;
  }
}

}  // namespace
}  // namespace holdfast
