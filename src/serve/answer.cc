#include "serve/answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "serve/dashboard.h"
#include "serve/serve_metrics.h"

namespace holdfast {
namespace {

Reply newest(const StateCache& cache, FeedKind kind) {
  if (const Text& text = cache.newest(kind)) return json_reply(text);
  Reply reply = plain_reply(503, "");
  reply.type = "application/json";
  reply.body = text_of(
      fmt::format("{{\"error\":\"the agent has not told its {} yet; is holdfast run running?\"}}",
                  name_of(kind)));
  return reply;
}

void append(std::string& out, std::string_view text) {
  if (out.back() != '[') out += ',';
  out += text;
}

Reply events(const Route& route, const StateCache& cache, const std::vector<std::string>& older) {
  std::string out = "{\"events\":[";
  for (const auto& text : older) append(out, text);
  const std::size_t left = route.limit - std::min(older.size(), route.limit);
  const auto rest =
      route.after ? cache.events_after(*route.after, left) : cache.newest_events(left);
  for (const auto& event : rest) append(out, *event.text);
  return json_reply(text_of(out + "]}"));
}

Reply frames(const Route& route, const StateCache& cache, const std::vector<std::string>& older) {
  std::string out = "{\"frames\":[";
  for (const auto& text : older) append(out, text);
  const std::size_t left = route.limit - std::min(older.size(), route.limit);
  const auto since_ns = route.since_ns.value_or(std::numeric_limits<std::int64_t>::min());
  for (const auto& frame : cache.frames_since(since_ns, left)) append(out, *frame.text);
  return json_reply(text_of(out + "]}"));
}

Reply metrics(const StateCache& cache, const ServeCounters& counters, Instant now) {
  const Text& fed = cache.newest(FeedKind::metrics);
  const auto age = cache.age_seconds(now);
  std::string out = fed && age && *age <= kStaleSeconds ? *fed : "";
  if (!out.empty() && out.back() != '\n') out += '\n';
  Reply reply;
  reply.type = "text/plain; version=0.0.4; charset=utf-8";
  reply.body = text_of(out + serve_metrics(counters, cache.connected(), age));
  return reply;
}

}  // namespace

std::string feed_state(const StateCache& cache, Instant now) {
  const auto age = cache.age_seconds(now);
  return age ? fmt::format("{{\"connected\":{},\"age_seconds\":{:.3f}}}", cache.connected(), *age)
             : fmt::format("{{\"connected\":{}}}", cache.connected());
}

std::string webhook_state(const WebhookState& webhook) {
  nlohmann::ordered_json out{{"to", webhook.to},
                             {"delivered", webhook.counts.delivered},
                             {"failed", webhook.counts.failed},
                             {"dropped", webhook.counts.dropped},
                             {"retries", webhook.counts.retries},
                             {"waiting", webhook.counts.waiting}};
  if (!webhook.complaint.empty()) out["complaint"] = webhook.complaint;
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

bool needs_history(const Route& route, const StateCache& cache) {
  if (route.page == Page::events && route.after) {
    const auto oldest = cache.oldest_event();
    return !oldest || *route.after + 1 < *oldest;
  }
  if (route.page == Page::frames && route.since_ns) {
    const auto oldest = cache.oldest_frame_ns();
    return !oldest || *route.since_ns < *oldest;
  }
  return false;
}

Result<std::vector<std::string>> older_of(const Route& route, History& history,
                                          std::optional<std::uint64_t> oldest_event,
                                          std::optional<std::int64_t> oldest_frame_ns) {
  if (route.page == Page::frames) {
    // Half of the points for the past that the server does not remember itself.
    const auto until_ns = oldest_frame_ns.value_or(std::numeric_limits<std::int64_t>::max());
    const auto limit = oldest_frame_ns ? std::max<std::size_t>(route.limit / 2, 1) : route.limit;
    return history.frames(route.since_ns.value_or(0), until_ns, limit);
  }
  const auto after = route.after.value_or(0);
  const auto missing = oldest_event ? *oldest_event - 1 - after : route.limit;
  return history.events_after(after, std::min<std::size_t>(route.limit, missing));
}

Reply answer(const Route& route, const StateCache& cache, const ServeCounters& counters,
             Instant now, const std::vector<std::string>& older) {
  switch (route.page) {
    case Page::dashboard: {
      static const Text page = text_of(std::string(dashboard_page()));
      return {200, "text/html; charset=utf-8", page, ""};
    }
    case Page::metrics: return metrics(cache, counters, now);
    case Page::health: {
      const std::string hooked =
          counters.webhook ? ",\"webhook\":" + webhook_state(*counters.webhook) : "";
      return json_reply(text_of(
          fmt::format("{{\"serve\":\"up\",\"feed\":{}{}}}\n", feed_state(cache, now), hooked)));
    }
    case Page::status: return newest(cache, FeedKind::status);
    case Page::host: return newest(cache, FeedKind::host);
    case Page::findings: return newest(cache, FeedKind::findings);
    case Page::frame: return newest(cache, FeedKind::frame);
    case Page::frames: return frames(route, cache, older);
    case Page::events: return events(route, cache, older);
    case Page::stream: break;  // written by the server, message by message
  }
  return plain_reply(404, "there is no such page");
}

}  // namespace holdfast
