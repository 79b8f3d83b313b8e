#include "stream/request_answerer.h"

#include <algorithm>

#include "base/check.h"
#include "itch/wire.h"

namespace holdfast {

RequestAnswerer::RequestAnswerer(const RequestAnswererOptions& options)
    : options_(options), limits_(options.rate, options.addresses, options.seed) {
  HOLDFAST_CHECK(options.datagram_limit > kMoldHeaderBytes + kMoldBlockBytes);
  HOLDFAST_CHECK(options.datagrams_per_request > 0);
}

void RequestAnswerer::add(MoldSession session, const MessageHistory& history) {
  streams_.push_back({session, &history});
}

void RequestAnswerer::answer(std::span<const std::uint8_t> request, const PeerAddress& peer,
                             std::uint32_t asker, Instant now, ReplyBatch& batch) {
  if (!limits_.take(peer, now)) {
    ++counts_.rate_limited;
    return;
  }
  const auto header = parse_mold_request(request);
  if (!header) {
    ++counts_.malformed;
    return;
  }
  const Stream* const stream = stream_of(header->session);
  if (auto* const refusal = refusal_of(*header, stream)) {
    ++*refusal;
    return;
  }
  const auto held = stream->history->held();
  // Held messages end far below 2^64, so the sum cannot wrap.
  const auto end = std::min(held.end, header->sequence + header->count);
  const auto datagrams = reply(*stream, {header->sequence, end}, asker, batch);
  ++(datagrams > 0 ? counts_.answered : counts_.too_long);
  limits_.charge(peer, static_cast<std::uint32_t>(datagrams), now);
}

const RequestAnswerer::Stream* RequestAnswerer::stream_of(const MoldSession& session) const {
  const auto at = std::ranges::find(streams_, session, &Stream::session);
  return at == streams_.end() ? nullptr : &*at;
}

std::uint64_t* RequestAnswerer::refusal_of(const MoldHeader& request, const Stream* stream) {
  if (stream == nullptr) return &counts_.other_session;
  if (request.count == 0) return &counts_.nothing_asked;
  const auto held = stream->history->held();
  if (request.sequence < held.first) return &counts_.too_old;
  if (request.sequence >= held.end) return &counts_.future;
  return nullptr;
}

// How many datagrams were added.
std::size_t RequestAnswerer::reply(const Stream& stream, SequenceRange wanted, std::uint32_t asker,
                                   ReplyBatch& batch) {
  std::size_t datagrams = 0;
  while (!wanted.is_empty() && datagrams < options_.datagrams_per_request) {
    const auto blank = batch.blank().first(options_.datagram_limit);
    MoldHeader header{.session = stream.session, .sequence = wanted.first};
    std::size_t bytes = kMoldHeaderBytes;
    while (!wanted.is_empty()) {
      const auto message = *stream.history->find(wanted.first);
      if (blank.size() - bytes < kMoldBlockBytes + message.size()) break;
      store_u16(blank.data() + bytes, static_cast<std::uint16_t>(message.size()));
      std::ranges::copy(message,
                        blank.begin() + static_cast<std::ptrdiff_t>(bytes + kMoldBlockBytes));
      bytes += kMoldBlockBytes + message.size();
      ++header.count;
      ++wanted.first;
    }
    if (header.count == 0) break;  // too long for any datagram
    std::ranges::copy(encode_mold_header(header), blank.begin());
    batch.push({asker, bytes});
    ++datagrams;
    counts_.messages += header.count;
    counts_.bytes += bytes;
  }
  counts_.datagrams += datagrams;
  return datagrams;
}

}  // namespace holdfast
