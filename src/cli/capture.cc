#include "host/capture.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <ctime>

#include "cli/input.h"
#include "cli/verbs.h"
#include "host/reading.h"
#include "host/recording_source.h"

namespace holdfast {
namespace {

// A file name that sorts by time and holds nothing that a shell would touch.
std::string default_name(const std::string& hostname, std::time_t now) {
  std::string safe;
  for (const char c : hostname) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.';
    safe += plain ? c : '_';
  }
  return fmt::format("holdfast-{}-{:%Y%m%dT%H%M%SZ}.tar.gz", safe.empty() ? "host" : safe,
                     fmt::gmtime(now));
}

}  // namespace

int run_capture(const CaptureOptions& options) {
  auto reading = open_root(options.root);
  if (!reading) return report(reading.error());
  RecordingSource first(*reading->now);
  const auto host = read_snapshot(first);
  const Instant at = monotonic_now();
  read_sample(first, at, host.nics);
  const Instant end{at.ns + static_cast<std::int64_t>(options.interval_seconds * 1e9)};
  wait_until(end, "holdfast: watching the counters");
  RecordingSource second(reading->later ? *reading->later : *reading->now);
  const Instant later_at = monotonic_now();
  read_sample(second, later_at, host.nics);

  const std::time_t now = std::time(nullptr);
  const std::string path =
      options.output.empty()
          ? default_name(options.redact ? "redacted" : host.settings.hostname, now)
          : options.output;
  const CaptureDescription description{
      .captured_at = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now)),
      .uid = getuid(),
      .hostname = host.settings.hostname,
      .kernel = host.settings.kernel_release,
      .at = at,
      .later_at = later_at};
  const auto written = write_capture(first, second, description, path,
                                     {.redact = options.redact, .replace = options.force});
  if (!written) return report(written.error());
  fmt::print("{}\n", path);
  report(host.diagnostics);
  return kDone;
}

}  // namespace holdfast
