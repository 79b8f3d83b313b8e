// HostReading: a host to read from, wherever it is: this machine, a folder, a capture file.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/instant.h"
#include "host/capture_description.h"
#include "host/live_source.h"
#include "host/source.h"

namespace holdfast {

struct HostReading {
  std::shared_ptr<HostSource> now;
  /// The second sample of a capture; null when there is none: of a live host the caller reads
  /// `now` again.
  std::shared_ptr<HostSource> later;
  Instant at;          // when `now` was read; this moment for a live host, 0 where nothing tells
  Instant later_at;    // when `later` was read
  std::string origin;  // what was opened: the path, "/" for this host
  bool live = false;
  std::optional<CaptureDescription> description;  // of a capture
};

/// The monotonic clock, now.
Instant monotonic_now();

/// A capture file, or the folder that one was unpacked to.
Result<HostReading> open_capture(const std::string& path);

/// "/" is this host, whose questions `ask` answers. Any other folder is read as a host's root, and
/// as a capture if it is an unpacked one.
Result<HostReading> open_root(const std::string& path, LiveSource::Ask ask = {});

}  // namespace holdfast
