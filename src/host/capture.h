// A capture: a host in one file, gzipped tar, made of what its readers read. Unpacked it is itself
// a root for FolderSource:
//
//   holdfast/capture.json   what it is (host/capture_description.h)
//   holdfast/answers/…      the kernel's answers (host/recorded_answer.h)
//   holdfast/errors         readings that failed (host/recorded_errors.h)
//   holdfast/later/…        the second sample: what it read, as an overlay over all the rest
//   proc/… sys/… etc/… run/…
#pragma once

#include <string>

#include "host/capture_description.h"
#include "host/new_file.h"
#include "host/recording.h"

namespace holdfast {

/// The bytes of the capture file; equal recordings give equal bytes. An empty `later` is left out.
std::string capture_bytes(const Recording& first, const Recording& later,
                          const CaptureDescription& description);

/// Writes the capture to `path` (host/new_file.h).
Result<void> write_capture(const Recording& first, const Recording& later,
                           const CaptureDescription& description, const std::string& path,
                           Overwrite overwrite = Overwrite::no);

}  // namespace holdfast
