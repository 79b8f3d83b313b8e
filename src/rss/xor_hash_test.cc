#include "rss/xor_hash.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "rss/hash_input.h"

namespace holdfast {
namespace {

TEST(XorHash, of_vectors_worked_out_by_hand) {
  EXPECT_EQ(xor8_hash({}), 0);
  const std::vector<std::uint8_t> bytes{0x01, 0x02, 0x04, 0x80};
  EXPECT_EQ(xor8_hash(bytes), 0x87);
  // 10.0.0.1:5000 to 10.0.0.2:80: 0a^01 ^ 0a^02 ^ 13^88 ^ 50.
  const auto input = hash_input({{10, 0, 0, 1}, 5000}, {{10, 0, 0, 2}, 80}, true);
  EXPECT_EQ(xor8_hash(input.span()), 0x03 ^ 0x13 ^ 0x88 ^ 0x50);
}

TEST(XorHash, is_known_for_one_driver_and_one_size_of_table) {
  EXPECT_TRUE(is_known_hash("hns3", "toeplitz", 512));
  EXPECT_TRUE(is_known_hash("", "", 128));
  EXPECT_TRUE(is_known_hash("mlx5_core", "xor", 256));
  EXPECT_FALSE(is_known_hash("mlx5_core", "xor", 128));
  EXPECT_FALSE(is_known_hash("mlx5_core", "crc32", 256));
  EXPECT_FALSE(is_known_hash("mlx4_en", "xor", 256));
  EXPECT_FALSE(is_known_hash("ena", "crc32", 128));
}

RC_GTEST_PROP(XorHash, both_directions_of_a_flow_hash_alike, ()) {
  const auto bytes =
      *rc::gen::container<std::vector<std::uint8_t>>(8, rc::gen::arbitrary<std::uint8_t>());
  const Endpoint one{{bytes.begin(), bytes.begin() + 4}, *rc::gen::arbitrary<std::uint16_t>()};
  const Endpoint two{{bytes.begin() + 4, bytes.end()}, *rc::gen::arbitrary<std::uint16_t>()};
  RC_ASSERT(xor8_hash(hash_input(one, two, true).span()) ==
            xor8_hash(hash_input(two, one, true).span()));
}

}  // namespace
}  // namespace holdfast
