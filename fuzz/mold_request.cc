// Requests for messages that were missed, one after the other: a byte with the length of each
// before it. Every reply is a packet of messages that are held, within its bounds.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "stream/request_answerer.h"

namespace {

using namespace holdfast;

void check_replies(const ReplyBatch& batch, const MessageHistory& history) {
  HOLDFAST_CHECK(batch.size() <= 3);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    HOLDFAST_CHECK(batch.datagram(i).size() <= 200);
    MoldPacket packet;
    HOLDFAST_CHECK(parse_mold_packet(batch.datagram(i), packet) == MoldFault::none);
    HOLDFAST_CHECK(packet.header.messages() > 0);
    auto sequence = packet.header.sequence;
    while (const auto message = packet.blocks.next()) {
      const auto held = history.find(sequence++);
      HOLDFAST_CHECK(held && std::ranges::equal(*held, *message));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto* const history = [] {
    auto* const made = new MessageHistory(MessageHistory::kLeastBytes);
    for (std::uint64_t sequence = 1; sequence <= 3000; ++sequence) {
      made->append(sequence,
                   std::vector<std::uint8_t>(sequence % 180, static_cast<std::uint8_t>(sequence)));
    }
    return made;
  }();
  RequestAnswerer answerer({.datagram_limit = 200, .datagrams_per_request = 3});
  answerer.add(MoldSession::of("DAY1"), *history);
  ReplyBatch batch(3, 200);
  std::span<const std::uint8_t> rest(data, size);
  while (!rest.empty()) {
    const std::size_t length = std::min<std::size_t>(rest[0], rest.size() - 1);
    batch.clear();
    answerer.answer(rest.subspan(1, length), {}, 0, {}, batch);
    check_replies(batch, *history);
    rest = rest.subspan(1 + length);
  }
  const auto& counts = answerer.counts();
  HOLDFAST_CHECK((counts.answered > 0) == (counts.datagrams > 0));
  return 0;
}
