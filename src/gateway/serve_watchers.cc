#include "gateway/serve_watchers.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "fanout/gateway_metrics.h"
#include "fanout/gateway_summary.h"
#include "host/new_file.h"
#include "verbs/line_output.h"

namespace holdfast {
namespace {

constexpr std::int64_t kTickNs = 100'000'000, kDrawNs = 1'000'000'000, kGaugesNs = 1'000'000'000;
// xterm's: the alternate screen, the cursor.
constexpr std::string_view kTakeScreen = "\033[?1049h\033[?25l\033[2J";
constexpr std::string_view kGiveBack = "\033[?25h\033[?1049l";

// Readable for all: an agent may run as another user. Nothing of it has to outlive this host.
Result<void> write_gauges_file(const std::string& path, const ServeReading& reading) {
  return write_new_file(path, summary_json(reading, std::nullopt), Overwrite::yes, 0644,
                        Durable::no);
}

void put(std::string text) { static_cast<void>(write_lines(text)); }

winsize window() {
  winsize size{};
  const bool told = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
  if (!told) size = {.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};
  return size;
}

}  // namespace

ServeWatchers::ServeWatchers(ServeShared& shared)
    : reader_(shared),
      log_(shared),
      pages_([this] { return gateway_metrics(watch_.look(Watcher::metrics)); }) {}

Result<std::unique_ptr<ServeWatchers>> ServeWatchers::make(ServeShared& shared,
                                                           const ServeCommand& command) {
  std::unique_ptr<ServeWatchers> watchers(new ServeWatchers(shared));
  if (command.metrics) {
    auto listener = TcpListener::open({.local = *command.metrics});
    if (!listener) return tl::unexpected(listener.error());
    auto connections = TcpConnections::make(std::move(*listener), watchers->pages_);
    if (!connections) return tl::unexpected(connections.error());
    watchers->connections_.emplace(std::move(*connections));
  }
  if (command.live && ::isatty(STDOUT_FILENO) == 0) {
    return fail(ErrorCode::usage,
                "--live: standard output is no terminal; --metrics and --json "
                "have the same figures");
  }
  watchers->gauges_ = command.gauges;
  if (!command.gauges.empty()) {
    // One that cannot be written is told before anything is sent.
    const auto reading = watchers->reader_.read(SteadyClock::now());
    auto written = write_gauges_file(command.gauges, reading);
    if (!written) return tl::unexpected(written.error());
  }
  watchers->is_live_ = command.live;
  if (command.live && ::isatty(STDERR_FILENO) != 0) watchers->log_.keep();
  if (command.live) put(std::string(kTakeScreen));
  return watchers;
}

ServeWatchers::~ServeWatchers() {
  leave_screen();
  log_.finish();
}

void ServeWatchers::leave_screen() {
  if (std::exchange(is_live_, false)) put(std::string(kGiveBack));
}

std::optional<Endpoint> ServeWatchers::metrics_at() const {
  return connections_ ? std::optional(connections_->local()) : std::nullopt;
}

void ServeWatchers::tick(Instant now) {
  next_tick_ = {now.ns + kTickNs};
  watch_.saw(reader_.read(now));
  log_.do_work(watch_.look(Watcher::limit), now);
  pages_.do_work(now);
}

void ServeWatchers::write_gauges(Instant now) {
  next_gauges_ = {now.ns + kGaugesNs};
  auto seen = watch_.look(Watcher::gauges);
  log_.add_ranges_to(seen);
  const auto written = write_gauges_file(gauges_, seen);
  if (!written && !std::exchange(is_gauges_trouble_told_, true))
    log_.tell(written.error().sentence);
  if (written) is_gauges_trouble_told_ = false;
}

void ServeWatchers::draw(Instant now) {
  next_draw_ = {now.ns + kDrawNs};
  const auto seen = watch_.look(Watcher::screen);
  const auto size = window();
  const auto& told = log_.newest();
  const std::size_t rows = size.ws_row - (told.empty() || size.ws_row < 2 ? 0U : 1U);
  std::string text = "\033[H";
  for (const auto& line : draw_gateway(seen, drawn_, rows, size.ws_col)) {
    if (text.size() > 3) text += "\r\n";
    text += "\033[K" + line;
  }
  text += "\033[J";
  if (rows < size.ws_row) text += fmt::format("\033[{};1H{:.{}}", size.ws_row, told, size.ws_col);
  put(std::move(text));
  drawn_ = seen;
}

void ServeWatchers::do_work() {
  pollfd waits{connections_ ? connections_->fd() : -1, POLLIN, 0};
  const auto left_ns = next_tick_.ns - SteadyClock::now_ns();
  static_cast<void>(
      ::poll(&waits, 1, static_cast<int>(std::clamp<std::int64_t>(left_ns / 1'000'000, 0, 100))));
  const Instant now = SteadyClock::now();
  if (now >= next_tick_) tick(now);
  if (connections_) connections_->do_work(now);
  if (is_live_ && now >= next_draw_) draw(now);
  if (!gauges_.empty() && now >= next_gauges_) write_gauges(now);
}

ServeReading ServeWatchers::finish() {
  leave_screen();
  tick(SteadyClock::now());
  log_.finish();
  // The last figures are there for whoever looks once a second, until they are old.
  if (!gauges_.empty()) write_gauges(SteadyClock::now());
  auto seen = watch_.look(Watcher::whole);
  log_.add_ranges_to(seen);
  return seen;
}

}  // namespace holdfast
