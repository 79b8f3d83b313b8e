#include "gateway/replayed_stream.h"

#include <algorithm>

namespace holdfast {

ReplayedStream::ReplayedStream(std::size_t history_bytes, std::size_t datagram_limit)
    : history_(history_bytes), options_{.datagram_limit = datagram_limit}, answerer_(options_) {}

void ReplayedStream::begin(const MoldSession& session) {
  has_begun_ = true;
  session_ = session;
  next_ = 1;
  history_.clear();
  answerer_ = RequestAnswerer(options_);
  answerer_.add(session_, history_);
}

std::uint16_t ReplayedStream::take(std::span<const std::uint8_t> bytes) {
  MoldPacket packet;
  if (parse_mold_packet(bytes, packet) != MoldFault::none) return 0;
  const auto& header = packet.header;
  if (!has_begun_ || header.session != session_) begin(header.session);
  // A sequence that could not be counted on from is nobody's.
  if (header.sequence > UINT64_MAX - UINT16_MAX) return 0;
  auto sequence = header.sequence;
  for (std::uint16_t i = 0; i < header.messages(); ++i, ++sequence) {
    const auto message = *packet.blocks.next();
    if (sequence < next_) continue;  // it was there already
    next_ = sequence + 1;
    if (message.size() <= MessageHistory::kLongest) history_.append(sequence, message);
  }
  next_ = std::max(next_, sequence);
  return header.messages();
}

}  // namespace holdfast
