// HostPort: the host as `apply` sees it: read, write, wait. Real: LiveHost (apply/live_host.h).
// Fake: SimulatedHost (apply/simulated_host.h), with faults. One thread at a time.
#pragma once

#include "base/instant.h"
#include "host/setting_writer.h"
#include "model/host_snapshot.h"

namespace holdfast {

class HostPort : public SettingWriter {
 public:
  /// The whole state, read anew.
  virtual HostSnapshot read() = 0;
  virtual Instant now() = 0;
  /// Returns after `seconds`, or earlier.
  virtual void wait(double seconds) = 0;
};

}  // namespace holdfast
