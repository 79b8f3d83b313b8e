#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <utility>

#include "base/printable.h"
#include "gateway/dry_replay.h"
#include "gateway/live_replay.h"
#include "gateway/replay_summary.h"
#include "gateway/verbs.h"
#include "metrics/log_linear.h"
#include "net/sending_socket.h"
#include "verbs/line_output.h"
#include "verbs/progress_line.h"
#include "verbs/stop_signal.h"

namespace holdfast {
namespace {

ReplayReading reading_of(const ReplayCommand& command, const ReplayRun& run) {
  ReplayReading reading;
  reading.counts = run.counts();
  for (std::size_t i = 0; i < run.lines().size(); ++i) {
    const auto& line = run.lines()[i];
    reading.lines.push_back({command.lines[i].group, line.counts(), line.waiting(), 0});
  }
  return reading;
}

void add_live(ReplayReading& reading, const LiveReplay& live, ReplayedStream& stream) {
  for (std::size_t i = 0; i < reading.lines.size(); ++i) {
    reading.lines[i].refused = live.sent(i).refused;
  }
  if (const auto p50 = quantile_of(live.lateness(), 0.5)) {
    const auto most = static_cast<double>(live.most_late_ns());
    // A bucket's middle may lie behind all that is in it.
    reading.lateness = {std::min(*p50, most), std::min(*quantile_of(live.lateness(), 0.99), most),
                        live.most_late_ns()};
  }
  if (live.requests() != nullptr) {
    reading.requests = live.requests()->counts().requests;
    reading.answers = stream.answerer().counts();
  }
}

// Refused packets are told with what the kernel said of the first ones.
Result<void> check_sent(const ReplayCommand& command, const LiveReplay& live) {
  for (std::size_t i = 0; i < command.lines.size(); ++i) {
    const auto& sent = live.sent(i);
    if (sent.refused == 0) continue;
    return fail(ErrorCode::failed,
                fmt::format("replay: {} packets to {} were not sent: {}", sent.refused,
                            to_text(command.lines[i].group), why_refused(sent.by_error[0].error)));
  }
  return {};
}

void tell_start(const ReplayCommand& command, const LiveReplay& live) {
  std::string to;
  for (const auto& line : command.lines) to += (to.empty() ? "" : " and ") + to_text(line.group);
  fmt::print(stderr, "holdfast-gateway: replaying to {}\n", to);
  if (const auto* const requests = live.requests()) {
    fmt::print(stderr, "holdfast-gateway: re-requests at {}\n", to_text(requests->local()));
  }
}

int finish(const ReplayCommand& command, const ReplaySource& source, ReplayReading reading,
           const ReplaySchedule& schedule, const Result<void>& ran) {
  if (command.max_gap_ns) reading.shortened_ns = schedule.shortened_ns();
  int status = kGatewayDone;
  for (const auto& note : source.notes()) {
    fmt::print(stderr, "holdfast-gateway: {}\n", printable(note));
  }
  for (const auto& sentence : source.faults()) {
    report_gateway({ErrorCode::malformed, sentence});
    status = kGatewayMalformed;
  }
  if (!source.trouble().empty()) {
    status = report_gateway({ErrorCode::failed, source.trouble()});
  } else if (!ran) {
    status = report_gateway(ran.error());
  }
  std::string text = command.json ? replay_summary_json(reading, status) : replay_summary(reading);
  if (const auto wrote = write_lines(text); !wrote) return report_gateway(wrote.error());
  return status;
}

struct Replay {
  explicit Replay(const ReplayCommand& of)
      : command(of),
        schedule(of.speed, of.max_gap_ns),
        stream(of.history_bytes, of.datagram_bytes) {}

  int run_dry();
  int run_live();

  const ReplayCommand& command;
  ReplaySchedule schedule;
  ReplayedStream stream;
  std::unique_ptr<ReplaySource> source;
};

int Replay::run_dry() {
  DryReplay dry(command);
  ReplayRun run(command, *source, schedule, stream, dry);
  auto ran = run.run([] {});
  if (auto wrote = dry.finish(); !wrote) return report_gateway(wrote.error());
  return finish(command, *source, reading_of(command, run), schedule, ran);
}

int Replay::run_live() {
  const auto live = LiveReplay::open(command, stream.answerer());
  if (!live) return report_gateway(live.error());
  tell_start(command, **live);
  ReplayRun run(command, *source, schedule, stream, **live);
  ProgressLine progress(false);
  auto ran = run.run([&] {
    if (!progress.is_due()) return;
    const auto& counts = run.counts();
    progress.draw(fmt::format("{} packets, {} messages in {:.1f} s", counts.packets,
                              counts.messages,
                              static_cast<double>((*live)->now_ns() - counts.began_ns) / 1e9));
  });
  progress.clear();
  auto reading = reading_of(command, run);
  add_live(reading, **live, stream);
  if (ran) ran = check_sent(command, **live);
  return finish(command, *source, std::move(reading), schedule, ran);
}

}  // namespace

int run_replay(const ReplayCommand& command) {
  std::signal(SIGPIPE, SIG_IGN);
  const StopSignal stop;
  Replay replay(command);
  auto source = open_replay_source(command, replay.schedule);
  if (!source) return report_gateway(source.error());
  replay.source = *std::move(source);
  return command.is_dry ? replay.run_dry() : replay.run_live();
}

}  // namespace holdfast
