#include "serve/serve_metrics.h"

#include <fmt/format.h>

namespace holdfast {
namespace {

void put(std::string& out, std::string_view name, std::string_view type, std::string_view sentence,
         double value) {
  out += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name, sentence, type, value);
}

}  // namespace

std::string serve_metrics(const ServeCounters& counters, bool feed_connected,
                          std::optional<double> feed_age_seconds) {
  const auto of = [](std::uint64_t count) { return static_cast<double>(count); };
  std::string out;
  put(out, "holdfast_serve_up", "gauge", "1 while holdfast serve answers", 1);
  put(out, "holdfast_serve_feed_connected", "gauge", "1 while the agent's feed is connected",
      feed_connected ? 1 : 0);
  if (feed_age_seconds) {
    put(out, "holdfast_serve_feed_age_seconds", "gauge", "Seconds since the feed's last line",
        *feed_age_seconds);
  }
  put(out, "holdfast_serve_feed_connects_total", "counter", "Times that the feed was connected",
      of(counters.feed_connects));
  put(out, "holdfast_serve_feed_lines_total", "counter", "Lines of the feed that were understood",
      of(counters.feed_lines));
  put(out, "holdfast_serve_feed_refused_lines_total", "counter",
      "Lines of the feed that were not understood, or too long", of(counters.feed_refused_lines));
  put(out, "holdfast_serve_requests_total", "counter", "Requests answered", of(counters.requests));
  put(out, "holdfast_serve_refused_requests_total", "counter",
      "Requests answered with a status of 400 or above", of(counters.refused_requests));
  put(out, "holdfast_serve_connections_total", "counter", "Connections accepted",
      of(counters.connections));
  put(out, "holdfast_serve_refused_connections_total", "counter",
      "Connections closed at once, since there were too many", of(counters.refused_connections));
  put(out, "holdfast_serve_stream_clients", "gauge", "Clients of the event stream",
      of(counters.stream_clients));
  put(out, "holdfast_serve_slow_clients_total", "counter",
      "Clients of the event stream dropped since they did not read", of(counters.slow_clients));
  if (counters.webhook) {
    put(out, "holdfast_serve_webhook_delivered_total", "counter", "Events that --webhook took",
        of(counters.webhook->counts.delivered));
    put(out, "holdfast_serve_webhook_failed_total", "counter", "Events given up after the last try",
        of(counters.webhook->counts.failed));
    put(out, "holdfast_serve_webhook_dropped_total", "counter",
        "Events that a full queue could not take", of(counters.webhook->counts.dropped));
  }
  return out;
}

}  // namespace holdfast
