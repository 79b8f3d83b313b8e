#include "stream/snapshot_wire.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace holdfast {
namespace {

std::string text(std::span<const std::uint8_t> bytes) { return {bytes.begin(), bytes.end()}; }
std::vector<std::uint8_t> bytes(std::string_view text) { return {text.begin(), text.end()}; }

TEST(SnapshotWire, WritesNumbersInAllTheirDigits) {
  EXPECT_EQ(text(encode_end_of_snapshot(1234)), "G00000000000000001234");
  EXPECT_EQ(text(encode_digest_query(~std::uint64_t{0})), "D18446744073709551615");
  EXPECT_EQ(text(encode_digest_answer({7, 0xabcU})), "D000000000000000000070000000000000abc");
  EXPECT_EQ(text(encode_digest_answer({7, std::nullopt})), "D00000000000000000007                ");
}

RC_GTEST_PROP(SnapshotWire, ReadsWhatItWrites, (std::uint64_t sequence, std::uint64_t digest)) {
  RC_ASSERT(parse_end_of_snapshot(encode_end_of_snapshot(sequence)) == sequence);
  RC_ASSERT(parse_digest_query(encode_digest_query(sequence)) == sequence);
  const DigestAnswer known{sequence, digest}, unknown{sequence, std::nullopt};
  RC_ASSERT(parse_digest_answer(encode_digest_answer(known)) == known);
  RC_ASSERT(parse_digest_answer(encode_digest_answer(unknown)) == unknown);
}

TEST(SnapshotWire, TakesBlanksBeforeANumberAndNothingElse) {
  EXPECT_EQ(parse_end_of_snapshot(bytes("G                  42")), 42U);
  for (const auto* const wrong :
       {"", "G", "G0000000000000000042", "G000000000000000000042", "D00000000000000000042",
        "G                    ", "G-0000000000000000042", "G0x000000000000000042",
        "G42                  ", "G18446744073709551616", "G99999999999999999999"}) {
    EXPECT_EQ(parse_end_of_snapshot(bytes(wrong)), std::nullopt) << wrong;
  }
  EXPECT_EQ(parse_digest_query(bytes("G00000000000000000042")), std::nullopt);
}

TEST(SnapshotWire, TakesADigestOnlyInAllItsDigits) {
  for (const auto* const wrong :
       {"D00000000000000000042", "D00000000000000000042           1234x",
        "D00000000000000000042g000000000000abc", "Dx0000000000000000042000000000000abcd",
        "D00000000000000000042000000000000abcde"}) {
    EXPECT_EQ(parse_digest_answer(bytes(wrong)), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace holdfast
