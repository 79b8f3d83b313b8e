// ClockWatch: the hardware clock of a run's NIC, read while the run goes on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "host/phc_clock.h"
#include "net/packet_receiver.h"
#include "probe/phc_track.h"
#include "probe/probe_result.h"

namespace holdfast {

/// Nothing without hardware stamps. One thread, not the receiver's.
class ClockWatch {
 public:
  /// Of the receiver's interface, or of that which has its address; reads it for the first time.
  explicit ClockWatch(const ReceiverOptions& receiver);

  /// Reads it again when a second has passed since.
  void look();
  /// Reads it for the last time: after the last packet came.
  void end();

  /// Empty when the clock cannot be read.
  const PhcTrack& track() const { return track_; }
  /// A note in a result whose device stamps stayed by their own clock: why.
  void tell(ProbeResult& result) const;

 private:
  void read();

  std::optional<PhcClock> clock_;
  PhcTrack track_;
  std::string why_not_;
  std::int64_t read_ns_ = 0;  // CLOCK_MONOTONIC
};

}  // namespace holdfast
