#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "apply/bench_layers.h"
#include "apply/live_host.h"
#include "cli/apply_session.h"
#include "cli/bench_text.h"
#include "cli/outcome_text.h"
#include "cli/probe_views.h"
#include "cli/signals.h"
#include "cli/verbs.h"
#include "host_policy/demands.h"
#include "measure/bench_traffic.h"

namespace holdfast {
namespace {

constexpr double kWarmUpSeconds = 0.2;

ProbeRun window_of(const BenchOptions& options) {
  ProbeRun run;
  ReceiverOptions receiver;
  receiver.local = options.target;
  receiver.interface = options.interface;
  run.receiver = chosen_receiver(options.receiver, receiver);
  run.receiver_cpu = options.cpu;
  run.traffic.packet_bytes = options.size_bytes;
  run.traffic.seconds = options.seconds;
  run.traffic.warm_up_seconds = kWarmUpSeconds;
  run.patience_seconds = run.answer_patience_seconds = options.patience_seconds;
  if (!options.is_round_trip) return run;
  run.is_round_trip = true;
  run.traffic.pace.rate = options.rate;
  run.receiver.local.address.assign(options.target.address.size(), 0);
  run.sender.emplace().remote = options.target;
  run.sender_cpu = options.sender_cpu;
  return run;
}

Result<BenchRequest> request_of(const BenchOptions& options) {
  BenchRequest request;
  const auto kinds = parse_kinds(options.only);
  if (!kinds) return tl::unexpected(kinds.error());
  const auto scope = policy_scope_of(options.policy);
  if (!scope) return tl::unexpected(scope.error());
  auto demands = demands_of(options.policy, LiveHost(*scope).read());
  if (!demands) return tl::unexpected(demands.error());
  request.demands = only(std::move(*demands), *kinds);
  request.kinds = *kinds;
  request.by = options.by;
  request.rounds = options.rounds;
  request.figure = options.figure;
  request.undo_useless = options.undo_useless;
  request.options.ceiling = options.ceiling;
  request.options.wait_seconds = options.wait_seconds;
  request.options.interruption = interruption_by_signal;
  return request;
}

// A line on a terminal, drawn over.
void show_progress(const BenchProgress& progress) {
  fmt::print(stderr, "\r\x1b[K{} of {}: {}, round {} of {}, {}", progress.number, progress.layers,
             progress.layer, progress.round, progress.rounds, progress.on ? "on" : "off");
}

int print_result(const BenchResult& result, const BenchOptions& options) {
  if (options.json) {
    fmt::print("{}\n", to_json(result));
    return exit_status(result.outcome);
  }
  const Screen screen = Screen::of_standard_output();
  fmt::print("{}", text_of(result, options.figure, screen));
  if (!result.layers.empty()) fmt::print("\n");
  return print_outcome(result.outcome, false, false);
}

}  // namespace

int run_bench(const BenchOptions& options) {
  auto request = request_of(options);
  if (!request) return report_failure(request.error());
  auto session = ApplySession::open(options.wait_lock_seconds);
  if (!session) return report_failure(session.error());
  if (auto finished = session->check_finished(); !finished) return report_failure(finished.error());
  const bool is_shown = !options.json && ::isatty(STDERR_FILENO) != 0;
  if (is_shown) request->progress = show_progress;
  const auto stamp = session->stamp();
  auto files = new_journal_files(session->folders(), stamp.id);
  Journal journal(files.runtime, files.persistent);
  LiveHost host(scope_of(request->demands));
  const StopSignal signals;
  BenchTraffic traffic(window_of(options), is_probe_stopped);
  const auto result = bench_layers(host, journal, stamp, *request, traffic);
  if (is_shown) fmt::print(stderr, "\r\x1b[K");
  prune_journals(session->folders());
  return print_result(result, options);
}

}  // namespace holdfast
