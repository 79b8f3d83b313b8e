// DryReplay: shows what would be sent, and when, as lines on standard output; its clock goes as
// fast as it is asked to.
#pragma once

#include <string>

#include "base/result.h"
#include "gateway/replay_command.h"
#include "gateway/replay_port.h"

namespace holdfast {

class DryReplay final : public ReplayPort {
 public:
  explicit DryReplay(const ReplayCommand& command) : command_(&command) {}

  std::int64_t now_ns() override { return now_ns_; }
  void wait_until(std::int64_t ns) override;
  void send(std::size_t line, FaultyPacket packet) override;
  void flush() override;
  bool is_stopped() override;

  /// Writes what is left. failed: the lines could not be written.
  Result<void> finish();

 private:
  void write();

  const ReplayCommand* command_;
  std::int64_t now_ns_ = 0;
  std::string lines_;
  Result<void> outcome_;
  bool is_closed_ = false;  // whoever read the lines has had enough
};

}  // namespace holdfast
