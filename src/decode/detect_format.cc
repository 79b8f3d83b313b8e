#include "decode/detect_format.h"

#include <algorithm>
#include <array>

#include "itch/message_header.h"
#include "itch/message_layout.h"
#include "itch/wire.h"

namespace holdfast {
namespace {

using Bytes = std::span<const std::uint8_t>;
using Magic = std::array<std::uint8_t, 4>;

constexpr std::array<Magic, 5> kCaptures = {{{0xa1, 0xb2, 0xc3, 0xd4},
                                             {0xd4, 0xc3, 0xb2, 0xa1},
                                             {0xa1, 0xb2, 0x3c, 0x4d},
                                             {0x4d, 0x3c, 0xb2, 0xa1},
                                             {0x0a, 0x0d, 0x0d, 0x0a}}};

bool begins_with(Bytes bytes, Bytes magic) {
  return bytes.size() >= magic.size() && std::ranges::equal(bytes.first(magic.size()), magic);
}

// A text may begin with a type's letter as well, but its next bytes would be no time of the day.
bool begins_with_message(Bytes bytes) {
  constexpr std::uint64_t kDay = 86'400'000'000'000;
  return message_layout(static_cast<char>(bytes[0])) != nullptr &&
         bytes.size() >= MessageHeader::kEnd && load_u48(bytes.data() + 5) < kDay;
}

}  // namespace

Result<DecodeFormat> detect_format(Bytes first) {
  if (first.empty()) return fail(ErrorCode::malformed, "there is nothing in it");
  for (const auto& magic : kCaptures) {
    if (begins_with(first, magic)) return DecodeFormat::capture;
  }
  if (begins_with(first, std::array<std::uint8_t, 2>{0x1f, 0x8b})) {
    return fail(ErrorCode::malformed,
                "it is compressed: zcat FILE, with - in its place here, reads it");
  }
  // No message has 256 bytes or more, so the first byte of a length is 0; no type's letter is.
  if (first.size() >= 2 && first[0] == 0) return DecodeFormat::binary_file;
  if (begins_with_message(first)) return DecodeFormat::itch;
  return fail(ErrorCode::malformed,
              "it begins as neither a capture (pcap, pcapng), BinaryFILE nor ITCH does; --format "
              "says what it is");
}

}  // namespace holdfast
