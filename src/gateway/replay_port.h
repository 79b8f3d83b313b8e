// ReplayPort: the world that a recording is sent to again: a clock, and where packets go.
#pragma once

#include <cstdint>

#include "stream/fault_injector.h"

namespace holdfast {

/// One thread.
class ReplayPort {
 public:
  ReplayPort() = default;
  ReplayPort(const ReplayPort&) = delete;
  ReplayPort& operator=(const ReplayPort&) = delete;
  virtual ~ReplayPort() = default;

  /// Of a clock that goes evenly.
  virtual std::int64_t now_ns() = 0;
  /// Until then, or a little shorter, or until something came that was to be looked at.
  virtual void wait_until(std::int64_t ns) = 0;
  /// By flush() at the latest it is on its way.
  virtual void send(std::size_t line, FaultyPacket packet) = 0;
  virtual void flush() = 0;
  /// Somebody wants it to end.
  virtual bool is_stopped() = 0;
};

}  // namespace holdfast
