// CaptureFile: the UDP datagrams of a capture, read from its file as they are asked for.
#pragma once

#include "decode/captured_datagrams.h"
#include "gateway/input_stream.h"

namespace holdfast {

class CaptureFile {
 public:
  /// Of the input some first bytes may be there already.
  explicit CaptureFile(InputStream input) : input_(std::move(input)) {}

  /// Valid until the next call; nullopt: there is none, or of a pipe none yet. failed: it cannot be
  /// read on; malformed: it is no capture.
  Result<std::optional<CapturedDatagram>> next();
  bool has_ended() const { return has_ended_; }

  /// Of the one that next() gave last, from 1.
  std::uint64_t packets() const { return datagrams_.packets(); }
  std::optional<std::string> fragments_note() const { return datagrams_.fragments_note(); }
  FaultCounts& faults() { return faults_; }
  bool is_regular() const { return input_.size().has_value(); }

 private:
  Result<bool> go_on();

  InputStream input_;
  CapturedDatagrams datagrams_;
  FaultCounts faults_;
  bool has_begun_ = false, is_last_part_ = false, has_ended_ = false;
};

}  // namespace holdfast
