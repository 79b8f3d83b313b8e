// What becomes of each message that was found: judged, filtered, shown as a line. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "decode/decode_options.h"
#include "decode/fault_counts.h"
#include "decode/message_filter.h"
#include "decode/message_place.h"

namespace holdfast {

class MessageSink {
 public:
  /// Lines are appended to out(); of CSV the header at once.
  explicit MessageSink(const DecodeOptions& options);

  void take(std::span<const std::uint8_t> message, const MessagePlace& place);

  /// As many lines as were asked for.
  bool is_full() const { return limit_ && lines_ >= *limit_; }
  std::uint64_t messages() const { return messages_; }
  std::uint64_t lines() const { return lines_; }
  FaultCounts& faults() { return faults_; }
  std::string& out() { return out_; }

 private:
  LineForm form_;
  std::optional<std::uint64_t> limit_;
  MessageFilter filter_;
  FaultCounts faults_;
  std::string out_;
  std::uint64_t messages_ = 0, lines_ = 0;
};

}  // namespace holdfast
