#include "stream/snapshot_wire.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kSequenceDigits = 20, kDigestDigits = 16;

// With `padding` before it; `field` is long enough for any number.
void write_number(std::span<std::uint8_t> field, std::uint64_t number, int base) {
  std::array<char, kSequenceDigits> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
  const auto length = static_cast<std::size_t>(end - digits.data());
  const auto at =
      std::ranges::fill_n(field.begin(), static_cast<std::ptrdiff_t>(field.size() - length), '0');
  std::copy_n(digits.begin(), length, at);
}

std::string_view text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::optional<std::uint64_t> read_sequence(std::span<const std::uint8_t> field) {
  auto text = text_of(field);
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return parse_number(text);
}

std::array<std::uint8_t, 1 + kSequenceDigits> encode(char letter, std::uint64_t sequence) {
  std::array<std::uint8_t, 1 + kSequenceDigits> out{static_cast<std::uint8_t>(letter)};
  write_number(std::span(out).subspan(1), sequence, 10);
  return out;
}

std::optional<std::uint64_t> parse(char letter, std::span<const std::uint8_t> bytes) {
  if (bytes.size() != 1 + kSequenceDigits || bytes[0] != static_cast<std::uint8_t>(letter)) {
    return std::nullopt;
  }
  return read_sequence(bytes.subspan(1));
}

}  // namespace

std::array<std::uint8_t, kEndOfSnapshotBytes> encode_end_of_snapshot(std::uint64_t next_sequence) {
  return encode('G', next_sequence);
}

std::optional<std::uint64_t> parse_end_of_snapshot(std::span<const std::uint8_t> message) {
  return parse('G', message);
}

std::array<std::uint8_t, kDigestQueryBytes> encode_digest_query(std::uint64_t sequence) {
  return encode('D', sequence);
}

std::optional<std::uint64_t> parse_digest_query(std::span<const std::uint8_t> payload) {
  return parse('D', payload);
}

std::array<std::uint8_t, kDigestAnswerBytes> encode_digest_answer(const DigestAnswer& answer) {
  std::array<std::uint8_t, kDigestAnswerBytes> out{};
  std::ranges::copy(encode('D', answer.sequence), out.begin());
  const auto field = std::span(out).last(kDigestDigits);
  std::ranges::fill(field, ' ');
  if (answer.digest) write_number(field, *answer.digest, 16);
  return out;
}

std::optional<DigestAnswer> parse_digest_answer(std::span<const std::uint8_t> payload) {
  if (payload.size() != kDigestAnswerBytes) return std::nullopt;
  const auto sequence = parse('D', payload.first(kDigestQueryBytes));
  if (!sequence) return std::nullopt;
  const auto digits = text_of(payload.last(kDigestDigits));
  if (digits.find_first_not_of(' ') == digits.npos) return DigestAnswer{*sequence, std::nullopt};
  const auto digest = parse_number(digits, 16);
  if (!digest) return std::nullopt;
  return DigestAnswer{*sequence, digest};
}

}  // namespace holdfast
