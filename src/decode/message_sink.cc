#include "decode/message_sink.h"

#include <fmt/format.h>

#include "base/printable.h"
#include "decode/message_line.h"

namespace holdfast {

MessageSink::MessageSink(const DecodeOptions& options)
    : form_(options.form), limit_(options.limit), filter_(options) {
  if (form_ == LineForm::csv) append_csv_header(out_);
}

void MessageSink::take(std::span<const std::uint8_t> message, const MessagePlace& place) {
  if (is_full()) return;
  ++messages_;
  const char type = message.empty() ? '\0' : static_cast<char>(message[0]);
  const auto* const layout = message_layout(type);
  if (layout == nullptr) {
    return faults_.count(DecodeFault::unknown_type, [&] {
      if (message.empty()) return to_text(place) + ", which is empty";
      return fmt::format("{}, '{}'", to_text(place), printable({&type, 1}));
    });
  }
  if (message.size() != layout->length) {
    return faults_.count(DecodeFault::wrong_length, [&] {
      return fmt::format("{}, '{}' with {} bytes instead of {}", to_text(place), type,
                         message.size(), layout->length);
    });
  }
  if (!filter_.passes(*layout, message, place.sequence)) return;
  ++lines_;
  if (form_ == LineForm::csv) return append_csv_line(out_, *layout, message, place);
  append_json_line(out_, *layout, message, place);
}

}  // namespace holdfast
