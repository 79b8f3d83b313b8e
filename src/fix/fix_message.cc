#include "fix/fix_message.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace holdfast {
namespace {

// A field's length, and the field of data that follows it (FIX 4.4, volume 1, "data" fields).
constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 16> kData{{{90, 91},
                                                                         {93, 89},
                                                                         {95, 96},
                                                                         {212, 213},
                                                                         {348, 349},
                                                                         {350, 351},
                                                                         {352, 353},
                                                                         {354, 355},
                                                                         {356, 357},
                                                                         {358, 359},
                                                                         {360, 361},
                                                                         {362, 363},
                                                                         {364, 365},
                                                                         {445, 446},
                                                                         {618, 619},
                                                                         {621, 622}}};

// The data's tag, when `tag` is that of a length.
std::uint32_t data_after(std::uint32_t tag) {
  const auto found = std::ranges::find(kData, tag, &std::pair<std::uint32_t, std::uint32_t>::first);
  return found == kData.end() ? 0 : found->second;
}

}  // namespace

Result<FixMessage> FixMessage::parse(std::string_view text) {
  FixMessage message;
  std::uint32_t data_tag = 0;
  std::size_t data_bytes = 0;
  while (!text.empty()) {
    const auto equals = text.find('=');
    const auto tag = parse_number<std::uint32_t>(text.substr(0, equals));
    if (equals == text.npos || !tag || *tag == 0) {
      return fail(ErrorCode::malformed,
                  fmt::format("field {} has no tag and =", message.fields_.size() + 1));
    }
    text.remove_prefix(equals + 1);
    const bool is_data = data_tag != 0 && *tag == data_tag;
    const auto end = is_data ? data_bytes : std::min(text.find(kFixSeparator), text.size());
    if (end >= text.size() || text[end] != kFixSeparator) {
      return fail(ErrorCode::malformed, fmt::format("field {} ({}) does not end where it should",
                                                    message.fields_.size() + 1, *tag));
    }
    const FixField field{*tag, text.substr(0, end)};
    message.fields_.push_back(field);
    text.remove_prefix(end + 1);
    data_tag = data_after(field.tag);
    if (data_tag == 0) continue;
    const auto length = parse_number<std::size_t>(field.value);
    if (!length) {
      return fail(ErrorCode::malformed,
                  fmt::format("field {} ({}) is no length", message.fields_.size(), field.tag));
    }
    data_bytes = *length;
  }
  return message;
}

std::string_view FixMessage::of(std::uint32_t tag) const {
  const auto found = std::ranges::find(fields_, tag, &FixField::tag);
  return found == fields_.end() ? std::string_view() : found->value;
}

std::uint8_t fix_checksum(std::string_view text) {
  unsigned sum = 0;
  for (const char byte : text) sum += static_cast<unsigned char>(byte);
  return static_cast<std::uint8_t>(sum);
}

}  // namespace holdfast
