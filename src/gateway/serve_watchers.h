// ServeWatchers: all who look at a running gateway from one thread: the log with the limit,
// /metrics, the screen.
#pragma once

#include <memory>
#include <optional>

#include "fanout/page_sessions.h"
#include "fanout/serve_watch.h"
#include "gateway/gauge_reader.h"
#include "gateway/serve_command.h"
#include "gateway/serve_log.h"
#include "net/tcp_connections.h"

namespace holdfast {

class ServeWatchers {
 public:
  /// Why the metrics' port cannot be had, or why there is no screen.
  static Result<std::unique_ptr<ServeWatchers>> make(ServeShared& shared,
                                                     const ServeCommand& command);
  ~ServeWatchers();

  /// Waits for a tenth of a second, or for less when there is something to do.
  void do_work();
  /// Gives the screen back and tells what is gathered for the log. The last reading, with the
  /// maxima of all the time.
  ServeReading finish();
  bool is_over_limit() const { return log_.is_over_limit(); }
  std::optional<Endpoint> metrics_at() const;

 private:
  explicit ServeWatchers(ServeShared& shared);
  void tick(Instant now);
  void draw(Instant now);
  void write_gauges(Instant now);
  void leave_screen();

  GaugeReader reader_;
  ServeWatch watch_;
  ServeLog log_;
  PageSessions pages_;
  std::optional<TcpConnections> connections_;
  bool is_live_ = false;
  ServeReading drawn_;
  std::string gauges_;  // the file; empty: none
  bool is_gauges_trouble_told_ = false;
  Instant next_tick_, next_draw_, next_gauges_;
};

}  // namespace holdfast
