#include "gateway/live_replay.h"

#include <poll.h>
#include <sched.h>

#include <algorithm>

#include "host/reading.h"
#include "metrics/log_linear.h"
#include "verbs/stop_signal.h"

namespace holdfast {
namespace {

constexpr std::size_t kMostWaiting = 256;
constexpr std::int64_t kMostSleepNs = 100'000'000, kLookEveryNs = 100'000;
// A sleep ends late by the timer's slack and by the way back onto a CPU; what is left is yielded.
constexpr std::int64_t kWakeNs = 200'000;

}  // namespace

LiveReplay::LiveReplay(bool has_schedule) : has_schedule_(has_schedule), lateness_(kDelayBuckets) {
  waiting_.reserve(kMostWaiting);
}

Result<std::unique_ptr<LiveReplay>> LiveReplay::open(const ReplayCommand& command,
                                                     RequestAnswerer& answerer) {
  std::unique_ptr<LiveReplay> live(new LiveReplay(command.speed.has_value()));
  for (const auto& line : command.lines) {
    auto sender = MulticastSender::make({.groups = {line.group},
                                         .takes_hosts = true,
                                         .interface = line.interface,
                                         .ttl = command.ttl,
                                         .most_waiting = kMostWaiting});
    if (!sender) return tl::unexpected<Error>(sender.error());
    live->senders_.push_back(*std::move(sender));
  }
  if (command.re_request) {
    auto socket = RerequestSocket::open({.local = *command.re_request}, answerer);
    if (!socket) return tl::unexpected<Error>(socket.error());
    live->requests_.emplace(*std::move(socket));
  }
  return live;
}

std::int64_t LiveReplay::now_ns() { return monotonic_now().ns; }

bool LiveReplay::is_stopped() { return StopSignal::came(); }

void LiveReplay::answer(std::int64_t now_ns) {
  if (!requests_ || now_ns < next_look_ns_) return;
  next_look_ns_ = now_ns + kLookEveryNs;
  requests_->do_work({now_ns});
}

void LiveReplay::wait_until(std::int64_t ns) {
  const auto now = now_ns();
  answer(now);
  const auto early_ns = std::min(ns - now, kMostSleepNs) - kWakeNs;
  if (early_ns <= 0) {
    ::sched_yield();
    return;
  }
  const timespec time{0, early_ns};
  pollfd waits{requests_ ? requests_->fd() : -1, POLLIN, 0};
  ::ppoll(&waits, 1, &time, nullptr);
  if (waits.revents != 0) next_look_ns_ = 0;
}

void LiveReplay::send(std::size_t line, FaultyPacket packet) {
  if (waiting_.size() == kMostWaiting) flush();
  waiting_.push_back(std::move(packet));
  senders_[line].add(0, waiting_.back().bytes);
}

void LiveReplay::flush() {
  if (!waiting_.empty()) {
    for (auto& sender : senders_) sender.flush();
  }
  const auto now = now_ns();
  if (has_schedule_) {
    for (const auto& packet : waiting_) {
      const auto late_ns =
          static_cast<std::uint64_t>(std::max<std::int64_t>(now - packet.due_ns, 0));
      ++lateness_[bucket_of(late_ns)];
      most_late_ns_ = std::max(most_late_ns_, late_ns);
    }
  }
  waiting_.clear();
  answer(now);
}

}  // namespace holdfast
