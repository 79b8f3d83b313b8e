#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "cli/probe_views.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "measure/compare.h"
#include "measure/foreign_program.h"
#include "measure/veth_bed.h"

namespace holdfast {
namespace {

constexpr double kRate = 100'000;
constexpr double kSeconds = 2;
constexpr std::size_t kPlainColumns = 120;

/// A line of its own on a terminal, drawn over; nothing elsewhere.
class Progress {
 public:
  void operator()(std::size_t done, std::size_t all, const std::string& what) {
    if (!is_terminal_) return;
    constexpr std::size_t kWidth = 30;
    const std::size_t full = all > 0 ? done * kWidth / all : 0;
    fmt::print(stderr, "\r\x1b[K{:#<{}}{:.<{}} {}", "", full, "", kWidth - full, what);
  }
  void end() {
    if (is_terminal_) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  bool is_terminal_ = ::isatty(STDERR_FILENO) != 0;
};

std::string heading(const Comparison& comparison, bool selftest) {
  const auto& run = comparison.run;
  const auto on = [](std::optional<CpuId> cpu) {
    return cpu ? fmt::format("CPU {}", cpu->value) : std::string("any CPU");
  };
  if (!selftest) {
    return fmt::format("{} rounds of {:.1f} s each; the receiver on {}\n", comparison.rounds,
                       run.traffic.seconds, on(run.receiver_cpu));
  }
  return fmt::format(
      "{:.0f} packets/s of {} bytes over a veth pair, {} rounds of {:.1f} s each; the receiver on "
      "{}, the sender on {}\n",
      run.traffic.pace.rate, run.traffic.packet_bytes, comparison.rounds, run.traffic.seconds,
      on(run.receiver_cpu), on(run.sender_cpu));
}

void print_tables(const ComparisonOutcome& outcome, bool selftest) {
  const Screen screen = Screen::of_standard_output();
  const std::size_t columns = screen.columns > 0 ? screen.columns : kPlainColumns;
  // Another host's clock is not this one's.
  const ComparedReceiver* beside = outcome.sockperf ? &*outcome.sockperf : nullptr;
  if (selftest) {
    fmt::print("\n{}", compare_table(outcome.receivers, "sender to user", columns, beside));
  }
  fmt::print("\n{}", compare_table(outcome.receivers, "kernel to user", columns));
  const auto notes = compare_notes(outcome.receivers, columns, beside);
  if (!notes.empty()) fmt::print("\n{}", notes);
  if (selftest && !beside) {
    fmt::print("\n  No row of sockperf: it is not installed (Debian: apt-get install sockperf).\n");
  }
}

}  // namespace

int run_probe_compare(const ProbeOptions& options) {
  Comparison comparison;
  comparison.receivers = options.receivers.empty() ? all_receiver_choices() : options.receivers;
  comparison.rounds = options.rounds;
  ProbeRun& run = comparison.run;
  run.receiver = receiver_of(options);
  run.traffic = traffic_of(options, kRate, kSeconds);
  std::unique_ptr<VethBed> bed;
  if (options.selftest) {
    auto made = lay_bed(options, run);
    if (!made) return report(made.error());
    bed = *std::move(made);
    const char* path = std::getenv("PATH");
    comparison.sockperf = find_program("sockperf", path ? path : "").value_or("");
  } else {
    run.receiver_cpu = options.cpu;
    run.traffic.pace.rate = options.rate;
  }
  if (!options.json) fmt::print("{}", heading(comparison, options.selftest));
  std::fflush(stdout);
  Progress progress;
  const auto outcome =
      compare_receivers(comparison, is_probe_stopped,
                        [&](std::size_t done, std::size_t all, const std::string& what) {
                          progress(done, all, what);
                        });
  progress.end();
  if (!outcome) return report(outcome.error());
  const bool is_empty = std::ranges::all_of(
      outcome->receivers, [](const auto& compared) { return compared.rounds.empty(); });
  if (outcome->gone && is_empty) return report(*outcome->gone);
  if (options.json) {
    fmt::print("{}\n",
               compare_json(outcome->receivers, outcome->sockperf ? &*outcome->sockperf : nullptr));
  } else {
    print_tables(*outcome, options.selftest);
  }
  if (outcome->is_cut_short) {
    return report(
        Error{ErrorCode::failed, "stopped before the last round: what there is was shown"});
  }
  if (outcome->gone) return report(*outcome->gone);
  std::vector<ProbeResult> results;
  for (const auto& compared : outcome->receivers) {
    if (!compared.rounds.empty()) results.push_back(compared.rounds.front());
  }
  const auto written = write_probe_files(options, results, outcome->histograms);
  return written ? kDone : report(written.error());
}

}  // namespace holdfast
