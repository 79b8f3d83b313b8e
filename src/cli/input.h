// The host that a verb looks at: this one, a folder, or a capture; with one or two samples of
// counters.
#pragma once

#include <optional>

#include "base/result.h"
#include "cli/options.h"
#include "host/reading.h"
#include "host/snapshot.h"
#include "model/host_snapshot.h"

namespace holdfast {

struct HostView {
  HostSnapshot host;
  Sample earlier;
  Sample later;  // equal to `earlier` when only one was taken

  bool has_interval() const { return earlier.at < later.at; }
};

/// With `interval_seconds`, waits that long between two samples of a live host; a capture has its
/// own second sample, and a folder without one gives a single sample.
Result<HostView> view_host(const InputOptions& input, const SnapshotScope& scope,
                           std::optional<double> interval_seconds);

/// The host whose root is `root`; "/" is this one, whose kernel answers.
Result<HostReading> open_host(const std::string& root);

/// Sleeps until `end`, and tells a terminal on standard error why when that is over a second away.
void wait_until(Instant end, const char* purpose);

}  // namespace holdfast
