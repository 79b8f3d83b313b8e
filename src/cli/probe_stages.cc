#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "bpf/receive_stamps.h"
#include "bpf/stage_tracer.h"
#include "cli/probe_views.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "host/new_file.h"
#include "probe/packet_stages.h"
#include "probe/spoilt.h"

namespace holdfast {
namespace {

constexpr double kRate = 10'000;
constexpr double kSeconds = 5;
constexpr std::size_t kPlainColumns = 120;
constexpr std::int64_t kMostClockStepNs = 1'000;

const ReceiverChoice& receiver_choice(const ProbeOptions& options) {
  if (!options.receivers.empty()) return options.receivers.front();
  static const ReceiverChoice kBlocking = [] {
    for (const auto& choice : all_receiver_choices()) {
      if (choice.method == ReceiveMethod::blocking) return choice;
    }
    return all_receiver_choices().front();
  }();
  return kBlocking;
}

struct Traced {
  ProbeOutcome outcome;
  JoinedWays ways;
  StageTrace counts;  // without its records
  std::vector<std::string> notes;
};

Result<Traced> trace(const ProbeRun& run) {
  const StageTarget target{.port = run.receiver.local.port,
                           .network = run.receiver_network ? run.receiver_network->inode() : 0};
  auto tracer = StageTracer::make(target);
  if (!tracer) return tl::unexpected<Error>(tracer.error());
  const std::int64_t offset_ns = clock_offsets().from_monotonic_ns;
  auto outcome = run_probe(run, [&] {
    tracer->collect();
    return is_probe_stopped();
  });
  if (!outcome) return tl::unexpected<Error>(outcome.error());
  const std::int64_t step_ns = clock_offsets().from_monotonic_ns - offset_ns;
  if (std::abs(step_ns) > kMostClockStepNs) {
    return fail(ErrorCode::failed,
                fmt::format("the clock was set by {} ns while packets came, so that their times "
                            "cannot be joined: run it again",
                            step_ns));
  }
  Traced traced{.outcome = *std::move(outcome), .ways = {}, .counts = {}, .notes = tracer->notes()};
  auto told = tracer->take();
  traced.counts.lost = told.lost;
  traced.counts.unreadable = told.unreadable;
  traced.counts.unqueued = told.unqueued;
  traced.ways = join_ways(std::move(told), traced.outcome.arrivals, offset_ns + step_ns / 2);
  return traced;
}

PacketStages stages_of(Traced traced) {
  PacketStages stages = stages_of(traced.ways);
  ProbeResult& result = traced.outcome.result;
  stages.receiver = result.receiver;
  stages.interface = result.interface;
  stages.packet_bytes = result.packet_bytes;
  stages.rate = result.rate;
  stages.seconds = result.seconds;
  stages.sent = result.sent;
  stages.received = result.received;
  stages.lost = result.lost;
  stages.records_lost = traced.counts.lost;
  stages.unreadable = traced.counts.unreadable;
  stages.unqueued = traced.counts.unqueued;
  // One clock has all stages: the other host's, and how it sends, spoil nothing here.
  stages.delays = std::exchange(result.delays, {});
  if (!result.sent) result.sender_late = 0;
  stages.spoilt = why_spoilt(result);
  stages.notes = std::move(result.notes);
  stages.notes.insert(stages.notes.end(), traced.notes.begin(), traced.notes.end());
  if (result.received > traced.outcome.arrivals.size()) {
    stages.notes.push_back(fmt::format("only the first {} packets are in the figures",
                                       traced.outcome.arrivals.size()));
  }
  return stages;
}

int show(const ProbeOptions& options, const PacketStages& stages) {
  const Screen screen = Screen::of_standard_output();
  const std::size_t columns = screen.columns > 0 ? screen.columns : kPlainColumns;
  if (options.json) {
    fmt::print("{}\n", to_json(stages));
  } else {
    fmt::print("{}", to_text(stages, columns, screen.columns > 0));
  }
  if (options.report.empty()) return kDone;
  constexpr std::uint32_t kReadable = 0644;
  const auto done =
      write_new_file(options.report, stages_report_html(stages, "holdfast probe stages"),
                     options.force ? Overwrite::yes : Overwrite::no, kReadable);
  return done ? kDone : report(done.error());
}

}  // namespace

int run_probe_stages(const ProbeOptions& options) {
  ProbeRun run;
  run.receiver = chosen_receiver(receiver_choice(options), receiver_of(options));
  run.traffic = traffic_of(options, kRate, kSeconds);
  run.keeps_arrivals = true;
  std::unique_ptr<VethBed> bed;
  if (options.selftest) {
    auto made = lay_bed(options, run);
    if (!made) return report(made.error());
    bed = *std::move(made);
  } else {
    run.receiver_cpu = options.cpu;
    run.traffic.pace.rate = options.rate;
    if (!options.json) {
      run.tell_ready = [&] { tell_listening(run.receiver.local, receiver_choice(options).name); };
    }
  }
  auto traced = trace(run);
  if (!traced) return report(traced.error());
  if (traced->outcome.result.received == 0) return report(nothing_came(run, traced->outcome));
  return show(options, stages_of(*std::move(traced)));
}

}  // namespace holdfast
