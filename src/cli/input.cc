#include "cli/input.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>

#include "host/kernel_answers.h"

namespace holdfast {
namespace {

Result<HostReading> open_input(const InputOptions& input) {
  return input.from.empty() ? open_host(input.root) : open_capture(input.from);
}

}  // namespace

Result<HostReading> open_host(const std::string& root) {
  const auto kernel = std::make_shared<KernelAnswers>();
  return open_root(root, [kernel](const Question& question) { return kernel->ask(question); });
}

void wait_until(Instant end, const char* purpose) {
  const bool tell = isatty(STDERR_FILENO) != 0;
  bool told = false;
  for (;;) {
    const double left = elapsed_seconds(monotonic_now(), end);
    if (left <= 0) break;
    if (tell && (told || left > 0.5)) {
      fmt::print(stderr, "\r{} ({:.0f} s)\033[K", purpose, left);
      std::fflush(stderr);
      told = true;
    }
    std::this_thread::sleep_for(std::chrono::duration<double>(left < 1 ? left : 1));
  }
  if (told) fmt::print(stderr, "\r\033[K");
}

Result<HostView> view_host(const InputOptions& input, const SnapshotScope& scope,
                           std::optional<double> interval_seconds) {
  auto reading = open_input(input);
  if (!reading) return tl::unexpected(reading.error());
  HostView view;
  if (!reading->live) {
    view.host = read_snapshot(*reading->now, scope);
    if (!interval_seconds) return view;
    view.earlier = read_sample(*reading->now, reading->at, view.host.nics);
    view.later = reading->later ? read_sample(*reading->later, reading->later_at, view.host.nics)
                                : view.earlier;
    return view;
  }
  view.host = read_snapshot(*reading->now, scope);
  if (!interval_seconds) return view;
  const Instant start = monotonic_now();
  view.earlier = read_sample(*reading->now, start, view.host.nics);
  wait_until(plus_seconds(start, *interval_seconds), "holdfast: watching the counters");
  view.later = read_sample(*reading->now, monotonic_now(), view.host.nics);
  return view;
}

}  // namespace holdfast
