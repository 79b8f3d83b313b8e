#include "rss/hash_input.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "model/address.h"
#include "rss/rss_test_vectors.h"
#include "rss/toeplitz.h"

namespace holdfast {
namespace {

using Bytes = std::vector<std::uint8_t>;

Endpoint endpoint(std::string_view address, std::uint16_t port) {
  return {*parse_address(address), port};
}

Endpoint any_endpoint(std::size_t bytes) {
  return {*rc::gen::container<Bytes>(bytes, rc::gen::arbitrary<std::uint8_t>()),
          *rc::gen::arbitrary<std::uint16_t>()};
}

std::uint32_t hash_of(const Bytes& key, const Endpoint& source, const Endpoint& destination,
                      bool ports, std::string_view transform = {}) {
  return toeplitz_hash(key, hash_input(source, destination, ports, transform).span());
}

TEST(HashInput, IsSourceThenDestinationThenPortsInNetworkOrder) {
  const auto input = hash_input(endpoint("1.2.3.4", 0x1234), endpoint("5.6.7.8", 80), true);
  EXPECT_EQ(Bytes(input.span().begin(), input.span().end()),
            (Bytes{1, 2, 3, 4, 5, 6, 7, 8, 0x12, 0x34, 0, 80}));
  EXPECT_EQ(hash_input(endpoint("::1", 1), endpoint("::2", 2), true).size, 36U);
  EXPECT_EQ(hash_input(endpoint("::1", 1), endpoint("::2", 2), false).size, 32U);
}

TEST(HashInput, TransformsFollowTheKernelsDefinition) {
  const auto a = endpoint("1.2.3.4", 0x0f00);
  const auto b = endpoint("3.2.1.0", 0x00f0);
  const auto exclusive = hash_input(a, b, true, "symmetric-xor");
  EXPECT_EQ(Bytes(exclusive.span().begin(), exclusive.span().end()),
            (Bytes{2, 0, 2, 4, 2, 0, 2, 4, 0x0f, 0xf0, 0x0f, 0xf0}));
  const auto inclusive = hash_input(a, b, true, "symmetric-or-xor");
  EXPECT_EQ(Bytes(inclusive.span().begin(), inclusive.span().end()),
            (Bytes{3, 2, 3, 4, 2, 0, 2, 4, 0x0f, 0xf0, 0x0f, 0xf0}));
}

TEST(SymmetricKey, ARepeated16BitPatternIsSymmetric) {
  EXPECT_TRUE(is_symmetric_key(repeated_key(0x6d5a, 40)));
  EXPECT_TRUE(is_symmetric_key(repeated_key(0x6d5a, 52)));
  EXPECT_EQ(key_text(repeated_key(0x6d5a, 4)), "6d:5a:6d:5a");
}

TEST(SymmetricKey, MicrosoftsKeyIsNot) { EXPECT_FALSE(is_symmetric_key(kVerificationKey)); }

TEST(SymmetricKey, APatternOf32BitsIsNotBecausePortsAre16BitsApart) {
  Bytes key;
  for (int i = 0; i < 10; ++i) key.insert(key.end(), {0x6d, 0x5a, 0x56, 0xda});
  EXPECT_FALSE(is_symmetric_key(key));
}

TEST(SymmetricKey, OneBitThatTheIpv4HashNeverSeesDoesNotCount) {
  auto key = repeated_key(0x6d5a, 16);
  key[15] ^= 1;  // bit 127; the last window of 12 bytes of input ends at bit 126
  EXPECT_TRUE(is_symmetric_key(key, 4));
  key[15] ^= 2;
  EXPECT_FALSE(is_symmetric_key(key, 4));
}

TEST(SymmetricKey, AKeyTooShortForPortsIsNotCalledSymmetric) {
  EXPECT_FALSE(is_symmetric_key(repeated_key(0x6d5a, 12)));
}

RC_GTEST_PROP(SymmetricKeyLaw, ASymmetricKeyHashesBothDirectionsAlike, ()) {
  const auto key = repeated_key(*rc::gen::arbitrary<std::uint16_t>(), 40);
  RC_ASSERT(is_symmetric_key(key));
  const std::size_t bytes = *rc::gen::element<std::size_t>(4, 16);
  const auto a = any_endpoint(bytes);
  const auto b = any_endpoint(bytes);
  const bool ports = *rc::gen::arbitrary<bool>();
  RC_ASSERT(hash_of(key, a, b, ports) == hash_of(key, b, a, ports));
}

// The converse: when a key is called asymmetric, there is a flow that shows it. By linearity one
// with a single bit set is enough.
RC_GTEST_PROP(SymmetricKeyLaw, AnAsymmetricKeyHasAFlowWhoseDirectionsDiffer, ()) {
  auto key = repeated_key(*rc::gen::arbitrary<std::uint16_t>(), 16);
  key[*rc::gen::inRange<std::size_t>(0, 16)] ^= *rc::gen::arbitrary<std::uint8_t>();
  bool differs = false;
  for (std::uint32_t bit = 0; bit < 48; ++bit) {
    Endpoint a{Bytes(4), 0};
    const Endpoint b{Bytes(4), 0};
    if (bit < 32) {
      a.address[bit / 8] = static_cast<std::uint8_t>(0x80U >> bit % 8);
    } else {
      a.port = static_cast<std::uint16_t>(0x8000U >> (bit - 32));
    }
    differs = differs || hash_of(key, a, b, true) != hash_of(key, b, a, true);
  }
  RC_ASSERT(is_symmetric_key(key, 4) == !differs);
}

RC_GTEST_PROP(SymmetricTransformLaw, ATransformMakesAnyKeySymmetric, ()) {
  const auto key = *rc::gen::container<Bytes>(40, rc::gen::arbitrary<std::uint8_t>());
  const auto transform = *rc::gen::element<std::string>("symmetric-xor", "symmetric-or-xor");
  RC_ASSERT(is_symmetric_transform(transform));
  const auto a = any_endpoint(4);
  const auto b = any_endpoint(4);
  RC_ASSERT(hash_of(key, a, b, true, transform) == hash_of(key, b, a, true, transform));
}

}  // namespace
}  // namespace holdfast
