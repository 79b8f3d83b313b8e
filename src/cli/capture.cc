#include "host/capture.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "base/check.h"
#include "base/text.h"
#include "cli/input.h"
#include "cli/verbs.h"
#include "host/known_writers.h"
#include "host/reading.h"
#include "host/recording_source.h"
#include "host/redaction.h"

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

// What a redacted capture names in the open: programs that holdfast knows to set what it looks
// after.
bool is_known(std::string_view name) {
  for (const auto& writer : known_writers()) {
    const auto units = words_of(writer.units);
    if (name == writer.name || is_process_of(writer, name) ||
        std::find(units.begin(), units.end(), name) != units.end()) {
      return true;
    }
  }
  return name == "unattended-upgrades";
}

std::uint64_t random_number() {
  std::uint64_t number = 0;
  const auto got = getrandom(&number, sizeof number, 0);  // up to 256 bytes never come short
  HOLDFAST_CHECK(got == static_cast<ssize_t>(sizeof number));
  return number;
}

}  // namespace

int run_capture(const CaptureOptions& options) {
  auto reading = open_host(options.root);
  if (!reading) return report(reading.error());
  RecordingSource first(*reading->now);
  const auto host = read_snapshot(first, {.all_threads = true});
  const Instant at = monotonic_now();
  read_sample(first, at, host.nics);
  if (reading->live)
    wait_until(plus_seconds(at, options.interval_seconds), "holdfast: watching the counters");
  HostSource& second_host = reading->later ? *reading->later : *reading->now;
  RecordingSource second(second_host);
  if (reading->live || reading->later) read_sample(second, monotonic_now(), host.nics);

  const std::time_t now = std::time(nullptr);
  CaptureDescription description{
      .version = HOLDFAST_VERSION,
      .captured_at = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now)),
      .uid = getuid(),
      .hostname = host.settings.hostname,
      .kernel = host.settings.kernel_release,
      .at = reading->live ? at : reading->at,
      .later_at = std::nullopt,
      .redacted = options.redact};
  if (reading->live) description.later_at = monotonic_now();
  if (reading->later) description.later_at = reading->later_at;
  Recording early = first.recording();
  Recording late = second.recording();
  if (options.redact) {
    redact(early, late, {.known_program = is_known, .random = random_number});
    description.hostname = "redacted";
  }
  const std::string path =
      options.output.empty() ? default_name(description.hostname, now) : options.output;
  const auto written =
      write_capture(early, late, description, path, options.force ? Overwrite::yes : Overwrite::no);
  if (!written) {
    Error error = written.error();
    if (error.code == ErrorCode::usage) error.sentence += "; --force replaces it";
    return report(error);
  }
  fmt::print("{}\n", path);
  std::fflush(stdout);
  report(host.diagnostics);
  return kDone;
}

}  // namespace holdfast
