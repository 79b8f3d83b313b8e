#include <fmt/format.h>

#include <cstdio>

#include "cli/probe_views.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "host/new_file.h"
#include "verbs/stop_signal.h"

namespace holdfast {
namespace {

constexpr std::size_t kPlainColumns = 120;  // of what is no terminal

}  // namespace

ProbeTraffic traffic_of(const ProbeOptions& options, double rate, double seconds) {
  ProbeTraffic traffic;
  traffic.pace = {options.rate > 0 ? options.rate : rate, options.burst};
  traffic.packet_bytes = options.size_bytes;
  traffic.seconds = options.seconds.value_or(seconds);
  return traffic;
}

ReceiverOptions receiver_of(const ProbeOptions& options) {
  ReceiverOptions receiver;
  if (options.target) receiver.local = *options.target;
  receiver.interface = options.interface;
  receiver.busy_poll_us = options.busy_poll_us;
  receiver.hardware_stamps = options.hardware_stamps;
  receiver.xdp.queue = options.queue;
  receiver.xdp.device_stamps = options.hardware_stamps;
  return receiver;
}

bool is_probe_stopped() { return StopSignal::came(); }

void tell_listening(const Endpoint& local, std::string_view receiver) {
  fmt::print(stderr, "listening at {} ({}); `holdfast probe send` sends there\n", to_text(local),
             receiver);
}

Error nothing_came(const ProbeRun& run, const ProbeOutcome& outcome) {
  const auto local = to_text(run.receiver.local);
  std::string waited, why;
  if (!run.sender) {
    waited =
        fmt::format(" in {:.0f} s ({} others did)", run.patience_seconds, outcome.result.foreign);
  }
  if (outcome.other_queue > 0) {
    why = fmt::format(": {} came by another queue of {} than {} (--queue; holdfast rss where)",
                      outcome.other_queue, run.receiver.interface, run.receiver.xdp.queue);
  } else if (!outcome.link_note.empty()) {
    why = ": " + outcome.link_note;
  }
  if (is_probe_stopped()) {
    return {ErrorCode::failed,
            fmt::format("stopped before a probe packet came to {}{}", local, why)};
  }
  return {ErrorCode::failed, fmt::format("no probe packet came to {}{}{}", local, waited, why)};
}

Result<void> write_probe_files(const ProbeOptions& options, const std::vector<ProbeResult>& results,
                               const std::vector<HistogramInterval>& histograms) {
  constexpr std::uint32_t kReadable = 0644;
  const auto overwrite = options.force ? Overwrite::yes : Overwrite::no;
  if (!options.report.empty()) {
    const auto page = probe_report_html(results, "holdfast probe " + options.what);
    if (auto done = write_new_file(options.report, page, overwrite, kReadable); !done) return done;
  }
  if (options.log.empty()) return {};
  return write_new_file(options.log, histogram_log(histograms), overwrite, kReadable);
}

int show_probe(const ProbeOptions& options, ProbeOutcome outcome) {
  const std::vector<ProbeResult> results{outcome.result};
  const Screen screen = Screen::of_standard_output();
  const std::size_t columns = screen.columns > 0 ? screen.columns : kPlainColumns;
  if (options.json) {
    fmt::print("{}\n", to_json(outcome.result));
  } else {
    fmt::print("{}\n{}", to_text(outcome.result, columns),
               percentile_plot(results, columns, screen.columns > 0));
  }
  const auto written = write_probe_files(options, results,
                                         {{outcome.result.receiver, outcome.started_ns,
                                           outcome.result.seconds, std::move(outcome.delays_ns)}});
  return written ? kDone : report(written.error());
}

int run_probe_verb(const ProbeOptions& options) {
  const StopSignal signals;
  if (options.what == "compare") return run_probe_compare(options);
  if (options.what == "receive") return run_probe_receive(options);
  if (options.what == "send") return run_probe_send(options);
  if (options.what == "stages") return run_probe_stages(options);
  return run_probe_reflect(options);
}

}  // namespace holdfast
