#include "decode/file_decoders.h"

#include <fmt/format.h>

#include "itch/message_layout.h"

namespace holdfast {
namespace {

using Bytes = std::span<const std::uint8_t>;

void count_cut(MessageSink& sink, std::uint64_t messages, std::size_t bytes) {
  sink.faults().count(DecodeFault::cut_message, [&] {
    return fmt::format("message {}, of which {} bytes are there", messages + 1, bytes);
  });
}

}  // namespace

Result<std::size_t> BinaryFileDecoder::take(Bytes part, bool is_last, MessageSink& sink) {
  reader_.feed(part);
  while (const auto message = reader_.next()) {
    ++place_.sequence;
    sink.take(*message, place_);
  }
  if (!is_last || sink.is_full()) return part.size();
  if (const auto bytes = reader_.unfinished(); bytes != 0) {
    count_cut(sink, place_.sequence, bytes);
  }
  if (const auto bytes = reader_.bytes_behind_end(); bytes != 0) {
    const auto place = [&] { return fmt::format("behind message {}", place_.sequence); };
    sink.faults().count(DecodeFault::behind_end, place, bytes);
  }
  return part.size();
}

Result<std::size_t> BareDecoder::take(Bytes part, bool is_last, MessageSink& sink) {
  std::size_t at = 0;
  while (at < part.size() && !sink.is_full()) {
    const auto* const layout = message_layout(static_cast<char>(part[at]));
    if (layout == nullptr) {
      ++place_.sequence;
      sink.take(part.subspan(at, 1), place_);
      has_ended_ = true;
      return part.size();
    }
    if (part.size() - at < layout->length) {
      if (is_last) count_cut(sink, place_.sequence, part.size() - at);
      return at;
    }
    ++place_.sequence;
    sink.take(part.subspan(at, layout->length), place_);
    at += layout->length;
  }
  return at;
}

}  // namespace holdfast
