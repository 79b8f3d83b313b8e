// What a snapshot session carries besides ITCH messages: GLIMPSE 5.0's end of the snapshot, and the
// question for a digest with its answer. Pure, and nothing about the bytes is believed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace holdfast {

inline constexpr std::size_t kEndOfSnapshotBytes = 21, kDigestQueryBytes = 21;
inline constexpr std::size_t kDigestAnswerBytes = 37;

/// 'G' and 20 digits (GLIMPSE 5.0, 1.7): the stream's next sequence, that of the first message
/// which the snapshot does not hold yet.
std::array<std::uint8_t, kEndOfSnapshotBytes> encode_end_of_snapshot(std::uint64_t next_sequence);
/// nullopt for anything else; the number may have blanks or zeros before it.
std::optional<std::uint64_t> parse_end_of_snapshot(std::span<const std::uint8_t> message);

/// 'D' and 20 digits, unsequenced: which digest had the books after the message with this sequence?
/// 0 is before the first.
std::array<std::uint8_t, kDigestQueryBytes> encode_digest_query(std::uint64_t sequence);
std::optional<std::uint64_t> parse_digest_query(std::span<const std::uint8_t> payload);

struct DigestAnswer {
  std::uint64_t sequence = 0;
  std::optional<std::uint64_t> digest;  // absent: not known any more, or not yet
  friend bool operator==(const DigestAnswer&, const DigestAnswer&) = default;
};

/// 'D', 20 digits, 16 digits of base 16 in lower case or 16 blanks.
std::array<std::uint8_t, kDigestAnswerBytes> encode_digest_answer(const DigestAnswer& answer);
std::optional<DigestAnswer> parse_digest_answer(std::span<const std::uint8_t> payload);

}  // namespace holdfast
