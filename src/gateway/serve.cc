#include <fmt/format.h>
#include <time.h>

#include <csignal>
#include <cstdio>

#include "base/printable.h"
#include "fanout/gateway_file.h"
#include "fanout/gateway_summary.h"
#include "fanout/start_warnings.h"
#include "gateway/gateway_run.h"
#include "gateway/input_stream.h"
#include "gateway/own_cpus.h"
#include "gateway/policy_thread.h"
#include "gateway/serve_watchers.h"
#include "gateway/verbs.h"
#include "verbs/line_output.h"
#include "verbs/stop_signal.h"

namespace holdfast {
namespace {

void say(std::string_view what, const std::string& sentence) {
  fmt::print(stderr, "holdfast-gateway: {}{}\n", what, printable(sentence));
}

Result<GatewayFile> read_gateway_file(const std::string& path) {
  auto input = InputStream::open(path);
  if (!input) return tl::unexpected(input.error());
  constexpr std::size_t kMost = std::size_t{256} << 10U;
  if (const auto got = input->fill_to(kMost + 1); !got) return tl::unexpected(got.error());
  const auto bytes = input->bytes();
  return parse_gateway_file(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// Seconds since 1970 in six digits of base 36: another gateway, or the same one again, has another.
std::string session_of_now() {
  constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string out(6, '0');
  auto seconds = static_cast<std::uint64_t>(::time(nullptr));
  for (auto digit = out.rbegin(); digit != out.rend(); ++digit, seconds /= 36) {
    *digit = kDigits[seconds % 36];
  }
  return out;
}

/// What the files say besides the command line.
Result<ServeOptions> complete(const ServeCommand& command) {
  ServeOptions options = command.options;
  if (options.session.empty()) options.session = session_of_now();
  if (command.config.empty()) {
    auto streams = numbered_streams(command.stream_count, command.options.streams.front());
    if (!streams) return tl::unexpected(streams.error());
    options.streams = std::move(*streams);
    return options;
  }
  auto file = read_gateway_file(command.config);
  if (!file) return tl::unexpected(file.error());
  if (file->streams.empty()) {
    return fail(ErrorCode::usage,
                fmt::format("{}: it has no 'streams': a number or a list of them", command.config));
  }
  options.streams = std::move(file->streams);
  if (file->topology && !command.has_topology) options.threads.topology = *file->topology;
  if (file->idle && !command.has_idle) options.threads.idle = *file->idle;
  return options;
}

Result<void> warn(const ServeCommand& command, const ServeOptions& options,
                  const ThreadLayout& layout, const std::vector<CpuSet>& cpus,
                  const CpuTopology& topology) {
  std::vector<PlacedThread> threads;
  const auto names = layout.thread_names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    threads.push_back({names[i], options.threads.idle != IdleKind::park, cpus[i]});
  }
  auto sentences = thread_warnings(threads, topology, options.threads);
  if (!command.profile.empty()) {
    const auto profile = read_gateway_file(command.profile);
    if (!profile) return tl::unexpected(profile.error());
    CpuSet used;
    for (const auto& set : cpus) used |= set;
    const std::uint64_t stocks = options.source.file.empty() ? options.source.stocks : 0;
    for (auto& sentence :
         profile_warnings(options, stocks, used.size(), *profile, command.profile)) {
      sentences.push_back(std::move(sentence));
    }
  }
  for (const auto& sentence : sentences) say("warning: ", sentence);
  return {};
}

void tell_start(const ServeOptions& options, const GatewayRun& run, const ServeWatchers& watchers) {
  const auto& first = options.streams.front();
  const auto& last = options.streams.back();
  say("", fmt::format(
              "{} stream{} to {}{}, session{} {}{}; {}, idle {}", options.streams.size(),
              options.streams.size() == 1 ? "" : "s", to_text(first.group),
              options.streams.size() == 1 ? "" : " … " + to_text(last.group),
              options.streams.size() == 1 ? "" : "s", session_of(options, 0).text(),
              options.streams.size() == 1
                  ? ""
                  : fmt::format(" … {}", session_of(options, options.streams.size() - 1).text()),
              name_of(options.threads.topology), name_of(options.threads.idle)));
  if (const auto at = run.snapshots().snapshots_at()) say("snapshots at ", to_text(*at));
  if (const auto at = run.snapshots().requests_at()) say("re-requests at ", to_text(*at));
  if (const auto at = watchers.metrics_at()) say("metrics at http://", to_text(*at) + "/metrics");
}

// The first signal ends the session in order; another one, or one while the end is told, also that.
void wait_for_end(GatewayRun& run, ServeWatchers& watchers) {
  int seen = 0;
  while (!run.is_over()) {
    const bool may_hurry = seen > 0 || run.is_lingering();
    if (const int times = StopSignal::times(); times > seen) {
      if (may_hurry || times > 1) {
        run.hurry();
      } else {
        run.stop();
      }
      seen = times;
    }
    watchers.do_work();
  }
}

int finish(const ServeCommand& command, GatewayRun& run, ServeWatchers& watchers) {
  const auto reading = watchers.finish();
  int status = kGatewayDone;
  if (!run.trouble().empty()) {
    status = report_gateway({ErrorCode::failed, run.trouble()});
  } else if (watchers.is_over_limit()) {
    status = kGatewayOverLimit;
  }
  std::string text = command.json ? summary_json(reading, status) : summary_text(reading);
  if (const auto wrote = write_lines(text); !wrote) return report_gateway(wrote.error());
  return status;
}

}  // namespace

int run_serve(const ServeCommand& command) {
  std::signal(SIGPIPE, SIG_IGN);
  auto options = complete(command);
  if (!options) return report_gateway(options.error());
  if (!command.policy.empty()) {
    const auto placed = place_by_policy(command.policy, command.policy_thread, options->threads);
    if (!placed) return report_gateway(placed.error());
  }
  auto source = open_feed_source(options->source);
  if (!source) return report_gateway(source.error());
  LiveSource host;
  const auto topology = cpus_of_host(host);
  const auto layout = layout_of(*options);
  const auto cpus = place_threads(*options, layout, own_cpus(host), topology.online);
  if (!cpus) return report_gateway(cpus.error());
  if (const auto warned = warn(command, *options, layout, *cpus, topology); !warned) {
    return report_gateway(warned.error());
  }
  const StopSignal signals;
  auto run = GatewayRun::make(*options, std::move(*source), *cpus);
  if (!run) return report_gateway(run.error());
  auto watchers = ServeWatchers::make((*run)->shared(), command);
  if (!watchers) return report_gateway(watchers.error());
  if (const auto started = (*run)->start(); !started) return report_gateway(started.error());
  if (!command.live) tell_start(*options, **run, **watchers);
  wait_for_end(**run, **watchers);
  const int status = finish(command, **run, **watchers);
  return status;
}

}  // namespace holdfast
