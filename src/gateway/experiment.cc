#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "fanout/gateway_file.h"
#include "fanout/regression_json.h"
#include "gateway/gateway_run.h"
#include "gateway/gauge_reader.h"
#include "gateway/own_cpus.h"
#include "gateway/verbs.h"
#include "verbs/line_output.h"
#include "verbs/stop_signal.h"

namespace holdfast {
namespace {

constexpr useconds_t kLookUs = 100'000;
constexpr std::int64_t kLingerNs = 50'000'000;

struct Bed {
  CpuSet online, own;
};

Result<ServeOptions> options_for(const ExperimentCommand& command, const Bed& bed,
                                 Topology topology, std::size_t streams) {
  ServeOptions options;
  options.source = {.seed = command.seed,
                    .messages = command.messages,
                    .stocks = command.stocks,
                    .pace = command.rate ? PaceKind::rate : PaceKind::recorded,
                    .rate = command.rate.value_or(0)};
  StreamOptions first;
  first.group = Endpoint{{239, 1, 1, 1}, 4000};
  first.ring = command.ring;
  auto numbered = numbered_streams(streams, first);
  if (!numbered) return tl::unexpected(numbered.error());
  options.streams = std::move(*numbered);
  options.sending.interface = command.interface;
  options.application_ring = command.ring;
  options.session = "EXPRMT";
  options.threads.topology = topology;
  options.threads.idle = command.idle;
  options.linger_ns = kLingerNs;
  if (topology == Topology::single_pinned) {
    options.threads.cpu = command.cpu.value_or(bed.own.to_vector().back().value);
  }
  return options;
}

Result<RegressionRun> run_once(const ServeOptions& options, const Bed& bed) {
  auto source = open_feed_source(options.source);
  if (!source) return tl::unexpected(source.error());
  const auto cpus = place_threads(options, layout_of(options), bed.own, bed.online);
  if (!cpus) return tl::unexpected(cpus.error());
  auto run = GatewayRun::make(options, std::move(*source), *cpus);
  if (!run) return tl::unexpected(run.error());
  GaugeReader reader((*run)->shared());
  if (const auto started = (*run)->start(); !started) return tl::unexpected(started.error());
  RegressionRun out;
  if (::getloadavg(&out.load, 1) != 1) out.load = 0;
  while (!(*run)->is_over()) {
    if (StopSignal::came()) (*run)->stop();
    ::usleep(kLookUs);
    out.last = reader.read(SteadyClock::now());
    out.points.push_back(regression_point(out.last));
  }
  out.topology = name_of(options.threads.topology);
  out.streams = options.streams.size();
  out.cpus = bed.own.to_list();
  if (options.threads.cpu) out.pinned_cpu = fmt::to_string(*options.threads.cpu);
  return out;
}

void tell(const RegressionRun& run, std::size_t rounds) {
  const auto json_largest = [&](std::uint64_t RegressionPoint::* member) {
    std::uint64_t most = 0;
    for (const auto& point : run.points) most = std::max(most, point.*member);
    return most;
  };
  fmt::print(stderr,
             "round {} of {}: {:<17} {:>2} streams: largest batch application {:>5}, snapshot "
             "{:>5}, delta {:>5}; lost {}\n",
             run.round + 1, rounds, run.topology, run.streams,
             json_largest(&RegressionPoint::application), json_largest(&RegressionPoint::snapshot),
             json_largest(&RegressionPoint::delta), lost_of(run.last));
}

// Round by round, so that a busy minute of the machine is in the runs of all topologies.
Result<std::vector<RegressionRun>> run_all(const ExperimentCommand& command, const Bed& bed) {
  std::vector<RegressionRun> runs;
  for (std::size_t round = 0; round < command.rounds; ++round) {
    for (const auto streams : {command.streams, command.few_streams}) {
      if (streams == 0) continue;
      for (const auto topology :
           {Topology::thread_per_stream, Topology::single, Topology::single_pinned}) {
        const auto options = options_for(command, bed, topology, streams);
        if (!options) return tl::unexpected(options.error());
        auto run = run_once(*options, bed);
        if (!run) return tl::unexpected(run.error());
        run->round = round;
        if (StopSignal::came()) return runs;  // without the one that was cut
        tell(*run, command.rounds);
        runs.push_back(std::move(*run));
      }
    }
  }
  return runs;
}

Result<void> write_output(const std::string& path, std::string text) {
  if (path == "-") {
    const auto wrote = write_lines(text);
    if (!wrote) return tl::unexpected(wrote.error());
    return {};
  }
  std::FILE* const file = std::fopen(path.c_str(), "we");
  const bool wrote =
      file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool closed = file != nullptr && std::fclose(file) == 0;
  if (wrote && closed) return {};
  return fail(ErrorCode::failed, fmt::format("{}: could not be written", path));
}

}  // namespace

int run_experiment(const ExperimentCommand& command) {
  std::signal(SIGPIPE, SIG_IGN);
  LiveSource host;
  const Bed bed{.online = online_cpus(host), .own = own_cpus(host)};
  const StopSignal signals;
  const auto runs = run_all(command, bed);
  if (!runs) return report_gateway(runs.error());
  const RegressionSetting setting{.rounds = command.rounds,
                                  .messages = command.messages,
                                  .ring = command.ring,
                                  .seed = command.seed,
                                  .stocks = command.stocks,
                                  .rate = command.rate,
                                  .idle = std::string(name_of(command.idle)),
                                  .cpus = bed.own.to_list()};
  const auto wrote = write_output(command.output, regression_json(setting, *runs));
  return wrote ? kGatewayDone : report_gateway(wrote.error());
}

}  // namespace holdfast
