// Messages in files: BinaryFILE, and one behind the other without lengths. Pure.
#pragma once

#include "decode/decoder.h"
#include "itch/binary_file.h"

namespace holdfast {

class BinaryFileDecoder : public Decoder {
 public:
  Result<std::size_t> take(std::span<const std::uint8_t> part, bool is_last,
                           MessageSink& sink) override;
  bool has_ended() const override { return false; }  // bytes behind the end are counted

 private:
  BinaryFileReader reader_;
  MessagePlace place_;
};

/// A message's length is known by its type only, so nothing can be found behind an unknown one.
class BareDecoder : public Decoder {
 public:
  Result<std::size_t> take(std::span<const std::uint8_t> part, bool is_last,
                           MessageSink& sink) override;
  bool has_ended() const override { return has_ended_; }

 private:
  MessagePlace place_;
  bool has_ended_ = false;
};

}  // namespace holdfast
