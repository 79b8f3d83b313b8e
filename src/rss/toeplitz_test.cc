#include "rss/toeplitz.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/address.h"
#include "rss/hash_input.h"
#include "rss/rss_test_vectors.h"

namespace holdfast {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST(Toeplitz, GivesMicrosoftsPublishedHashes) {
  for (const auto& vector : kVerificationVectors) {
    const Endpoint source{*parse_address(vector.source), vector.source_port};
    const Endpoint destination{*parse_address(vector.destination), vector.destination_port};
    const auto addresses = hash_input(source, destination, false);
    const auto ports = hash_input(source, destination, true);
    EXPECT_EQ(toeplitz_hash(kVerificationKey, addresses.span()), vector.address_hash)
        << vector.source;
    EXPECT_EQ(toeplitz_hash(kVerificationKey, ports.span()), vector.port_hash) << vector.source;
    const ToeplitzTable table(kVerificationKey, HashInput::kMaxBytes);
    EXPECT_EQ(table.hash(addresses.span()), vector.address_hash) << vector.source;
    EXPECT_EQ(table.hash(ports.span()), vector.port_hash) << vector.source;
  }
}

TEST(Toeplitz, TheFirstWindowIsTheKeysFirstFourBytes) {
  EXPECT_EQ(toeplitz_window(kVerificationKey, 0), 0x6d5a56daU);
  EXPECT_EQ(toeplitz_window(kVerificationKey, 4), 0xd5a56da2U);
  EXPECT_EQ(toeplitz_window(kVerificationKey, 288), 0xbeac01faU);
}

TEST(Toeplitz, ATableServesNoMoreBytesThanItsKeyIsLongEnoughFor) {
  EXPECT_EQ(ToeplitzTable(kVerificationKey, 36).input_bytes(), 36U);
  EXPECT_EQ(ToeplitzTable(std::span(kVerificationKey).first(16), 36).input_bytes(), 12U);
  EXPECT_EQ(ToeplitzTable({}, 36).input_bytes(), 0U);
}

TEST(ToeplitzDeathTest, AKeyThatIsTooShortIsAProgrammingMistake) {
  const Bytes input(13);
  EXPECT_DEATH(toeplitz_hash(std::span(kVerificationKey).first(16), input), "toeplitz_key_bytes");
}

RC_GTEST_PROP(ToeplitzLaw, TheTableGivesTheSameHashAsTheDefinition, ()) {
  const auto input = *rc::gen::container<Bytes>(36, rc::gen::arbitrary<std::uint8_t>());
  const auto key = *rc::gen::container<Bytes>(*rc::gen::inRange<std::size_t>(40, 60),
                                              rc::gen::arbitrary<std::uint8_t>());
  const auto length = *rc::gen::inRange<std::size_t>(0, 37);
  const auto part = std::span(input).first(length);
  const ToeplitzTable table(key, 36);
  RC_ASSERT(table.hash(part) == toeplitz_hash(key, part));
  RC_ASSERT(table.hash(input) == toeplitz_hash(key, input));
}

RC_GTEST_PROP(ToeplitzLaw, TheHashOfAnXorIsTheXorOfTheHashes, ()) {
  const auto bytes = [](std::size_t size) {
    return *rc::gen::container<Bytes>(size, rc::gen::arbitrary<std::uint8_t>());
  };
  const auto a = bytes(12);
  const auto b = bytes(12);
  const auto key = bytes(40);
  Bytes both(12);
  for (std::size_t i = 0; i < both.size(); ++i) both[i] = a[i] ^ b[i];
  RC_ASSERT(toeplitz_hash(key, both) == (toeplitz_hash(key, a) ^ toeplitz_hash(key, b)));
}

}  // namespace
}  // namespace holdfast
