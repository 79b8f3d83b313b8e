// Messages of a feed as BinaryFILE has them, and the bytes themselves as one message.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "itch/binary_file.h"
#include "itch/message_json.h"
#include "itch/message_visit.h"

namespace {

void take(std::span<const std::uint8_t> bytes) {
  // On the heap by itself, so that a byte too far is seen.
  const std::vector<std::uint8_t> message(bytes.begin(), bytes.end());
  const auto decoded = holdfast::decode_message(message);
  bool was_visited = false;
  const auto fate = holdfast::visit_message(message, [&](const auto& one) {
    was_visited = true;
    HOLDFAST_CHECK(std::ranges::equal(holdfast::encode_message(one), message));
  });
  HOLDFAST_CHECK(was_visited == (fate == holdfast::MessageFate::taken));
  HOLDFAST_CHECK(was_visited == decoded.has_value());
  std::string json;
  HOLDFAST_CHECK(holdfast::append_message_json(json, message) == was_visited);
  HOLDFAST_CHECK(json.find('\n') == json.npos && json.empty() != was_visited);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  take(bytes);
  holdfast::BinaryFileReader reader;
  std::size_t read = 0;
  // The first byte says where the file is cut in two.
  const std::size_t cut = size == 0 ? 0 : std::min<std::size_t>(data[0], size);
  for (const auto piece : {bytes.first(cut), bytes.subspan(cut)}) {
    reader.feed(piece);
    while (const auto message = reader.next()) {
      read += 2 + message->size();
      take(*message);
    }
  }
  const std::size_t mark = reader.has_ended() ? 2 : 0;
  HOLDFAST_CHECK(read + mark + reader.unfinished() + reader.bytes_behind_end() == size);
  return 0;
}
