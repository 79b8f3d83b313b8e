#include "host/process_events.h"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>

#include "host/proc_connector.h"
#include "host/process_connection.h"

namespace holdfast {
namespace {

constexpr std::size_t kDatagram = 512;  // an event takes 76 bytes
constexpr double kBetweenTries = 1;

/// Not the turn's beginning: it must be later than the fork of whoever executed.
Instant at_reading() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()};
}

void add_to(int either, int descriptor) {
  epoll_event event{};
  event.events = EPOLLIN;
  // Where it fails, what it tells is read with the next turn all the same.
  static_cast<void>(::epoll_ctl(either, EPOLL_CTL_ADD, descriptor, &event));
}

}  // namespace

ProcessEvents::ProcessEvents(ProcessEventOptions options)
    : options_(options), either_(::epoll_create1(EPOLL_CLOEXEC)), history_(options.capacity) {
  open();
  if (programs_.fd() >= 0) add_to(either_.fd(), programs_.fd());
}

void ProcessEvents::open() {
  auto opened = open_process_connection();
  if (opened) {
    socket_ = std::move(*opened);
    why_absent_.clear();
    add_to(either_.fd(), socket_.fd());
  } else {
    why_absent_ = opened.error().sentence;
  }
}

bool ProcessEvents::may_read(Instant now) {
  if (elapsed_seconds(budget_from_, now) >= 1) {
    budget_from_ = now;
    budget_used_ = 0;
  }
  if (budget_used_ >= options_.reads_per_second) return false;
  ++budget_used_;
  return true;
}

void ProcessEvents::executed(std::uint32_t pid, Instant at, Instant now) {
  history_.executed(pid, at);
  if (!may_read(now)) {
    ++programs_not_read_;
    return;
  }
  auto identity = read_process_identity(pid);
  // A zombie has no exe; then what it was before it executed says more, but for the comm.
  if (!identity || identity->exe.empty()) return;
  history_.keep(pid, std::move(*identity), at);
}

bool ProcessEvents::take(Instant now, bool& lost) {
  // Forks first: what a process executes belongs to whoever has the number by then.
  const bool more_events = take_events(now, lost);
  const bool more_programs = take_programs(lost);
  return more_events || more_programs;
}

bool ProcessEvents::take_programs(bool& lost) {
  bool lost_programs = false;
  const bool more = programs_.take(options_.events_per_turn, lost_programs,
                                   [&](std::uint32_t pid, std::string path) {
                                     history_.ran(pid, std::move(path), at_reading());
                                   });
  if (lost_programs) {
    ++overflows_;
    lost = true;
  }
  return more;
}

bool ProcessEvents::take_events(Instant now, bool& lost) {
  if (!socket_) {
    if (tried_at_ && elapsed_seconds(*tried_at_, now) < kBetweenTries) return false;
    tried_at_ = now;
    open();
    if (!socket_) return false;
  }
  std::uint8_t bytes[kDatagram];
  for (std::size_t i = 0; i < options_.events_per_turn; ++i) {
    const ssize_t got = ::recv(socket_.fd(), bytes, sizeof bytes, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == ENOBUFS) {
      // A number may have been used again unheard: nothing that is known can be trusted.
      history_ = ProcessHistory(options_.capacity);
      ++overflows_;
      lost = true;
      continue;
    }
    if (got < 0 && errno != EAGAIN) {
      why_absent_ = "the proc connector's socket was lost: writers that die young are not named";
      socket_.reset();
      tried_at_ = now;
    }
    if (got <= 0) return false;
    const auto event = parse_process_event(Bytes(bytes, static_cast<std::size_t>(got)));
    if (!event) continue;
    ++events_;
    const Instant at{event->at_ns};
    if (event->kind == ProcessEventKind::forked) history_.forked(event->parent, event->pid, at);
    if (event->kind == ProcessEventKind::executed) executed(event->pid, at, now);
  }
  return true;
}

WatchSource ProcessEvents::state() const {
  WatchSource state{.name = "process events", .events = events_};
  const bool both = socket_ && programs_.fd() >= 0;
  const bool either = socket_ || programs_.fd() >= 0;
  state.state = both ? SourceState::watching : either ? SourceState::degraded : SourceState::absent;
  state.why = socket_ ? programs_.why() : why_absent_;
  if (socket_ && (overflows_ > 0 || programs_not_read_ > 0)) {
    state.why = fmt::format(
        "programs were started faster than they could be read: {} not read, {} overflows",
        programs_not_read_, overflows_);
  }
  return state;
}

bool ProcessEventsWatcher::read(Instant now, std::size_t limit, std::vector<Sighting>& out) {
  bool lost = false;
  const bool more = events_->take(now, lost);
  if (lost && limit > 0) {
    out.push_back({.kind = SightingKind::overflow, .what = std::string(name()), .at = now});
    out.back().exact = false;
  }
  return more;
}

}  // namespace holdfast
