#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "agent/feed.h"
#include "base/text.h"
#include "cli/agent_client.h"
#include "cli/terminal.h"
#include "cli/top_draw.h"
#include "cli/verbs.h"
#include "host/reading.h"

namespace holdfast {
namespace {

constexpr double kFirstSeconds = 10;  // an agent that just started has no window yet
constexpr double kSilentSeconds = 5;
constexpr double kRetrySeconds = 1;
constexpr std::size_t kFileColumns = 120;

/// The agent's feed, which may end and come back.
class TopFeed {
 public:
  explicit TopFeed(std::string socket) : socket_(std::move(socket)) {}

  Result<void> open() {
    auto connection = AgentConnection::open(socket_);
    if (!connection) return tl::unexpected(connection.error());
    connection_.emplace(*std::move(connection));
    return {};
  }
  int fd() const { return connection_ ? connection_->fd() : -1; }

  /// All lines that are there.
  void read(TopModel& model) {
    const Instant now = monotonic_now();
    if (!connection_) {
      if (elapsed_seconds(tried_, now) < kRetrySeconds) return;
      tried_ = now;
      if (!open()) return;
    }
    while (true) {
      auto line = connection_->next(0);
      if (!line) {
        connection_.reset();
        model.forget();
        return;
      }
      if (!*line) break;
      model.connected = true;
      heard_ = now;
      model.take(**line);
    }
    const double silent = elapsed_seconds(heard_, now);
    model.silent_seconds.reset();
    if (silent > kSilentSeconds) model.silent_seconds = silent;
  }

 private:
  std::string socket_;
  std::optional<AgentConnection> connection_;
  Instant tried_, heard_ = monotonic_now();
};

Result<void> wait_until_ready(TopFeed& feed, TopModel& model) {
  const Instant start = monotonic_now();
  while (!model.is_ready()) {
    feed.read(model);
    if (!model.connected) return fail(ErrorCode::failed, "the agent has ended");
    if (elapsed_seconds(start, monotonic_now()) > kFirstSeconds) {
      return fail(ErrorCode::failed,
                  fmt::format("the agent told of no window within {:.0f} s", kFirstSeconds));
    }
    pollfd waiting{feed.fd(), POLLIN, 0};
    if (!model.is_ready()) ::poll(&waiting, 1, 100);
  }
  return {};
}

int print_once(TopFeed& feed, TopModel& model) {
  if (const auto ready = wait_until_ready(feed, model); !ready) {
    return report_failure(ready.error());
  }
  TopView view;
  view.screen = Screen::of_standard_output();
  view.live = false;
  if (view.screen.columns == 0) {
    const char* columns = std::getenv("COLUMNS");
    view.screen.columns =
        columns ? parse_number<std::size_t>(columns).value_or(kFileColumns) : kFileColumns;
  }
  for (const auto& line : draw_top(model, view)) fmt::print("{}\n", line);
  return kDone;
}

/// The signals that change the screen or end it, as something to wait on. SIGTTOU is blocked, for
/// the terminal is also put back from the background.
Result<Descriptor> screen_signals() {
  sigset_t signals, blocked;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH}) {
    sigaddset(&signals, signal);
  }
  blocked = signals;
  sigaddset(&blocked, SIGTTOU);
  Descriptor descriptor;
  if (::sigprocmask(SIG_BLOCK, &blocked, nullptr) == 0) {
    descriptor = Descriptor(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  }
  if (!descriptor) return fail(ErrorCode::failed, "signals cannot be waited for");
  return descriptor;
}

class LiveTop {
 public:
  LiveTop(TopFeed& feed, TopModel& model, double interval_seconds, int signals)
      : feed_(feed), model_(model), interval_seconds_(interval_seconds), signals_(signals) {}

  /// Until q, a signal, or the terminal's end.
  void run() {
    while (!view_.ended) {
      if (!terminal_.entered() && Terminal::is_ours()) {
        terminal_.enter();
        changed_ = true;
      }
      feed_.read(model_);
      const Instant now = monotonic_now();
      if (changed_ || elapsed_seconds(drawn_, now) >= interval_seconds_) draw(now);
      wait();
      take_signals();
      take_keys();
    }
    terminal_.leave();
  }

 private:
  void draw(Instant now) {
    changed_ = false;
    drawn_ = now;
    if (!terminal_.entered() || !Terminal::is_ours()) return;
    if (!view_.paused) stood_.reset();
    if (view_.paused && !stood_) stood_ = model_;
    view_.screen = Terminal::screen();
    view_.rows = Terminal::rows();
    terminal_.draw(draw_top(stood_ ? *stood_ : model_, view_));
  }

  void wait() {
    const double left =
        std::clamp(interval_seconds_ - elapsed_seconds(drawn_, monotonic_now()), 0.0, 1.0);
    pollfd waiting[] = {{signals_, POLLIN, 0},
                        {keys_ && terminal_.entered() ? STDIN_FILENO : -1, POLLIN, 0}};
    ::poll(waiting, 2, static_cast<int>(left * 1000) + 1);
    has_keys_ = waiting[1].revents != 0;
  }

  void take_signals() {
    signalfd_siginfo got{};
    while (::read(signals_, &got, sizeof got) == sizeof got) {
      switch (got.ssi_signo) {
        case SIGWINCH: changed_ = true; break;
        case SIGTSTP:
          terminal_.leave();
          ::raise(SIGSTOP);
          break;  // goes on here, by fg
        case SIGCONT:
          // After a SIGSTOP from elsewhere the terminal is as the shell has left it.
          terminal_.leave();
          break;
        default: view_.ended = true;
      }
    }
  }

  void take_keys() {
    if (!has_keys_ || !terminal_.entered()) return;
    char bytes[256];
    const auto got = ::read(STDIN_FILENO, bytes, sizeof bytes);
    if (got <= 0) {
      view_.ended = true;  // its terminal has gone
      return;
    }
    view_.press({bytes, static_cast<std::size_t>(got)});
    changed_ = true;
  }

  TopFeed& feed_;
  TopModel& model_;
  std::optional<TopModel> stood_;  // what is shown while the display stands still
  double interval_seconds_;
  int signals_;
  TopView view_;
  Terminal terminal_;
  Instant drawn_;
  bool changed_ = true, has_keys_ = false;
  bool keys_ = ::isatty(STDIN_FILENO) != 0;
};

}  // namespace

int run_top(const TopOptions& options) {
  TopFeed feed(options.run_folder + "/" + kFeedName);
  if (const auto opened = feed.open(); !opened) return report_failure(opened.error());
  TopModel model;
  if (options.once || ::isatty(STDOUT_FILENO) == 0) return print_once(feed, model);
  const auto signals = screen_signals();
  if (!signals) return report_failure(signals.error());
  LiveTop(feed, model, options.interval_seconds, signals->fd()).run();
  return kDone;
}

}  // namespace holdfast
