#include "cli/rss_verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "base/printable.h"
#include "cli/input.h"
#include "cli/verbs.h"
#include "metrics/queue_packets.h"
#include "net/queue_watcher.h"
#include "rss/flow_mover.h"
#include "rss/hash_in_use.h"
#include "rss/queue_check.h"
#include "rss/steering_change.h"
#include "verbs/stop_signal.h"

namespace holdfast {
namespace {

constexpr double kSeconds = 10;
constexpr std::size_t kMostWrong = 1000;
constexpr int kWaitMs = 100;

/// What decides a flow's queue, and nothing else of the host.
constexpr SnapshotScope kScope{
    .all_vectors = false, .threads = false, .flows = false, .writers = false, .cpu_details = false};

Result<std::string> interface_to_watch(const RssOptions& options, const HostSnapshot& host) {
  std::string known, only;
  std::size_t physical = 0;
  for (const auto& nic : host.nics) {
    known += (known.empty() ? "" : ", ") + nic.name;
    if (nic.kind != NicKind::physical) continue;
    ++physical;
    only = nic.name;
  }
  if (options.interface.empty()) {
    if (physical == 1) return only;
    return fail(
        ErrorCode::usage,
        fmt::format("rss verify: name the interface to watch by --interface; there are {}", known));
  }
  if (host.find_nic(options.interface) != nullptr) return options.interface;
  return fail(ErrorCode::usage, fmt::format("there is no interface \"{}\"; there are {}",
                                            printable(options.interface), known));
}

/// The driver's own counts of the watch, beside what came.
void add_counts(CheckedQueues& checked, const Nic& before, const Nic& after) {
  const auto counted =
      queue_packets({before.name, before.statistics}, {after.name, after.statistics});
  if (!counted) return;
  for (auto& row : checked.queues) {
    if (const auto found = counted->find(row.queue); found != counted->end()) {
      row.counted = found->second;
    }
  }
}

/// Until the time is over or a signal came; what it saw until then is judged.
Result<void> watch(QueueWatcher& watcher, QueueCheck& check, Instant end) {
  const auto take = [&check](std::span<const std::uint8_t> frame, std::optional<QueueIndex> queue) {
    check.take(frame, queue);
  };
  while (monotonic_now() < end && !StopSignal::came()) {
    if (auto done = watcher.read(kWaitMs, take); !done) return done;
  }
  return watcher.drain(take);
}

int show(const QueueWatch& watch, const RssOptions& options) {
  fmt::print("{}", options.json ? to_json(watch) : to_text(watch, Screen::of_standard_output()));
  std::fflush(stdout);
  switch (watch.verdict.outcome) {
    case QueueOutcome::agrees: return kDone;
    case QueueOutcome::differs: return kDiffers;
    case QueueOutcome::not_judged: return kFailure;
  }
  return kFailure;
}

int show_one_queue(const Nic& nic, const RssOptions& options) {
  QueueWatch watch;
  watch.nic = nic.name;
  watch.verdict = {QueueOutcome::agrees,
                   fmt::format("{} has one receive queue: every packet comes on it, and there is "
                               "nothing to verify",
                               nic.name)};
  return show(watch, options);
}

/// `told`: the interface by which queues are foretold, of a capture or as it is now.
Result<QueueWatch> watch_queues(const HostSnapshot& before, const HostSnapshot& told,
                                const std::string& name, double seconds) {
  const Nic& nic = *before.find_nic(name);
  auto watcher = QueueWatcher::open(name, nic.active_rx_queues());
  if (!watcher) return tl::unexpected<Error>(watcher.error());
  const Nic& by = *told.find_nic(name);
  QueueCheck check(by, flow_movers(told, by));
  const Instant start = monotonic_now();
  if (auto seen = watch(*watcher, check, plus_seconds(start, seconds)); !seen) {
    return tl::unexpected<Error>(seen.error());
  }
  QueueWatch out;
  out.nic = name;
  out.seconds = elapsed_seconds(start, monotonic_now());
  out.missed = watcher->counts().missed;
  out.checked = check.result(kMostWrong);
  const auto after = view_host({}, kScope, std::nullopt);
  if (!after) return tl::unexpected<Error>(after.error());
  const Nic* const later = after->host.find_nic(name);
  if (later == nullptr) {
    return fail(ErrorCode::absent, fmt::format("{} vanished while it was watched", name));
  }
  out.changes = steering_changes(nic, *later);
  add_counts(out.checked, nic, *later);
  out.verdict = verdict_of(name, out.checked, out.changes, out.missed);
  return out;
}

}  // namespace

int run_rss_verify(const RssOptions& options) {
  if (!options.send.empty()) return run_rss_send(options);
  if (!options.flows.empty() || !options.list.empty() || !options.capture.empty()) {
    return report(Error{ErrorCode::usage,
                        "rss verify judges the flows that come in; leave flows, --flows and --pcap "
                        "out (--flows N goes with --send)"});
  }
  const StopSignal signals;
  const auto now = view_host({}, kScope, std::nullopt);
  if (!now) return report(now.error());
  const auto name = interface_to_watch(options, now->host);
  if (!name) return report(name.error());
  const bool is_told_by_another = !options.input.from.empty() || options.input.root != "/";
  HostSnapshot told = now->host;
  if (is_told_by_another) {
    auto other = view_host(options.input, kScope, std::nullopt);
    if (!other) return report(other.error());
    told = std::move(other->host);
    if (told.find_nic(*name) == nullptr) {
      return report(
          Error{ErrorCode::usage,
                fmt::format("{} has no interface {} to foretell by",
                            options.input.from.empty() ? options.input.root : options.input.from,
                            *name)});
    }
  }
  const Nic& nic = *now->host.find_nic(*name);
  if (nic.active_rx_queues() == 1) return show_one_queue(nic, options);
  const auto found = watch_queues(now->host, told, *name, options.seconds.value_or(kSeconds));
  if (!found) return report(found.error());
  const int status = show(*found, options);
  const auto doubt = doubt_of_hash(nic, now->host.settings.kernel_release);
  if (found->verdict.outcome == QueueOutcome::differs && !doubt.empty()) {
    fmt::print(stderr, "holdfast: {}\n", doubt);
  }
  return status;
}

}  // namespace holdfast
