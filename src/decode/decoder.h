// An input in one of the formats, taken as it comes in parts, down to its messages. Pure.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "decode/message_sink.h"

namespace holdfast {

class Decoder {
 public:
  Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  virtual ~Decoder() = default;

  /// The first part holds kPcapHeaderBytes unless the input is shorter. Returns how many bytes are
  /// done with: the next part begins with the byte behind them. `is_last`: the input ends with it.
  /// malformed: the input is not of this format at all.
  virtual Result<std::size_t> take(std::span<const std::uint8_t> part, bool is_last,
                                   MessageSink& sink) = 0;

  /// Nothing that comes could be read.
  virtual bool has_ended() const = 0;
  /// What is to be told of the input beside faults, a sentence each.
  virtual std::vector<std::string> notes() const { return {}; }
};

/// `format` is not `automatic`.
std::unique_ptr<Decoder> make_decoder(DecodeFormat format, const DecodeOptions& options);

}  // namespace holdfast
