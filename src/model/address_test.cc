#include "model/address.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/flow.h"

namespace holdfast {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST(Address, BothFamiliesAreRead) {
  EXPECT_EQ(parse_address("10.0.0.255"), (Bytes{10, 0, 0, 255}));
  EXPECT_EQ(parse_address("::"), Bytes(16));
  EXPECT_EQ(parse_address("2001:db8::1"),
            (Bytes{0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(parse_address("1:2:3:4:5:6:7:8"),
            (Bytes{0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8}));
  EXPECT_EQ(parse_address("::ffff:1.2.3.4"),
            (Bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 1, 2, 3, 4}));
}

TEST(Address, AnythingElseIsRefused) {
  for (const auto* text : {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.x", ":", ":::", "1::2::3",
                           "12345::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
                           "1:2:3:4:5:6:7:8::", "1.2.3.4::", "g::", "fe80::1%eth0", "10.0.0.0/8"}) {
    EXPECT_FALSE(parse_address(text)) << text;
  }
}

TEST(Address, AMappedIpv4AddressIsFourBytesOnTheWire) {
  EXPECT_EQ(wire_address(*parse_address("::ffff:1.2.3.4")), (Bytes{1, 2, 3, 4}));
  EXPECT_EQ(wire_address(*parse_address("1::ffff:1.2.3.4")), *parse_address("1::ffff:1.2.3.4"));
  EXPECT_EQ(wire_address({}), Bytes{});
}

RC_GTEST_PROP(AddressLaw, TheTextOfAnAddressReadsBackAsItself, ()) {
  const auto bytes = *rc::gen::container<Bytes>(*rc::gen::element<std::size_t>(4, 16),
                                                rc::gen::element<std::uint8_t>(0, 0, 0, 1, 0xab));
  auto text = to_text(Endpoint{bytes, 0});
  text = text.substr(0, text.size() - 2);
  if (text.front() == '[') text = text.substr(1, text.size() - 2);
  RC_ASSERT(parse_address(text) == bytes);
}

TEST(Address, IsReadAsPeopleWriteIt) {
  EXPECT_EQ(parse_address("192.0.2.1"), (std::vector<std::uint8_t>{192, 0, 2, 1}));
  EXPECT_EQ(parse_address("::1"),
            (std::vector<std::uint8_t>{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(parse_address("::ffff:10.0.0.1"),
            (std::vector<std::uint8_t>{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1}));
  for (const std::string_view wrong :
       {"", "1.2.3", "1.2.3.256", "1:2", "1::2::3", "::g", "1:2:3:4:5:6:7:8:9", "::1.2.3",
        "1:2:3:4:5:6:7::8:9", "1.2.3.4:1::", "x"}) {
    EXPECT_FALSE(parse_address(wrong)) << wrong;
  }
}

RC_GTEST_PROP(Address, ComesBackFromItsText, (bool six)) {
  Endpoint endpoint;
  for (int i = 0; i < (six ? 16 : 4); ++i) {
    endpoint.address.push_back(*rc::gen::element<std::uint8_t>(0, 0, 0, 1, 0xfe, 0x80));
  }
  std::string text = to_text(endpoint);
  text = six ? text.substr(1, text.size() - 4) : text.substr(0, text.size() - 2);
  RC_ASSERT(parse_address(text) == endpoint.address);
}

}  // namespace
}  // namespace holdfast
