#include "host/route_address.h"

#include <gtest/gtest.h>
#include <linux/if_addr.h>

#include <algorithm>
#include <cstring>

namespace holdfast {
namespace {

using ByteVector = std::vector<std::uint8_t>;

ByteVector message(std::uint8_t family, std::uint32_t index) {
  const ifaddrmsg header{family, 24, 0, 0, index};
  ByteVector bytes(sizeof header);
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes;
}

void add(ByteVector& bytes, std::uint16_t type, const ByteVector& value) {
  const std::uint16_t length = static_cast<std::uint16_t>(4 + value.size());
  bytes.insert(bytes.end(),
               {static_cast<std::uint8_t>(length), 0, static_cast<std::uint8_t>(type), 0});
  bytes.insert(bytes.end(), value.begin(), value.end());
}

TEST(RouteAddress, IsTheLocalEnd) {
  ByteVector bytes = message(2, 7);
  add(bytes, IFA_ADDRESS, {10, 0, 0, 2});
  add(bytes, IFA_LOCAL, {10, 0, 0, 1});
  const Record record = decode_address(bytes);
  EXPECT_EQ(record.number("ifindex"), 7U);
  EXPECT_EQ(record.number("family"), 2U);
  EXPECT_EQ(record.number("prefixlen"), 24U);
  EXPECT_EQ(*record.text("address"), "10.0.0.1");
}

TEST(RouteAddress, OfIpv6WithoutAPeer) {
  ByteVector bytes = message(10, 4);
  add(bytes, IFA_ADDRESS, {0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2});
  EXPECT_EQ(*decode_address(bytes).text("address"), "fd00::2");
}

TEST(RouteAddress, TakesAnyCutMessage) {
  ByteVector bytes = message(2, 7);
  add(bytes, IFA_LOCAL, {10, 0, 0, 1});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const Record record = decode_address(Bytes(bytes).first(size));
    EXPECT_TRUE(record.fields.empty() || record.text("address")->empty()) << size;
  }
}

TEST(RouteAddress, OfThisHostHasLoopback) {
  RouteAddress route;
  const auto answer = route.addresses();
  ASSERT_TRUE(answer);
  if (answer->empty()) GTEST_SKIP() << "this network namespace has no address at all";
  EXPECT_TRUE(std::any_of(answer->begin(), answer->end(), [](const Record& record) {
    return *record.text("address") == "127.0.0.1" || *record.text("address") == "::1";
  }));
}

}  // namespace
}  // namespace holdfast
