#include "serve/route.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "serve/target.h"

namespace holdfast {
namespace {

struct Row {
  std::string_view path;
  Page page;
};
constexpr std::array kPages{
    Row{"/", Page::dashboard},           Row{"/metrics", Page::metrics},
    Row{"/healthz", Page::health},       Row{"/api/v1/status", Page::status},
    Row{"/api/v1/host", Page::host},     Row{"/api/v1/findings", Page::findings},
    Row{"/api/v1/frame", Page::frame},   Row{"/api/v1/frames", Page::frames},
    Row{"/api/v1/events", Page::events}, Row{"/events", Page::stream}};

tl::unexpected<Refused> refuse(unsigned status, std::string sentence) {
  return tl::unexpected<Refused>(Refused{status, std::move(sentence)});
}

/// Reads the number `name` of the query, if there is one; false when it is none.
template <class Number>
bool read(const Target& target, std::string_view name, std::optional<Number>& out) {
  const auto text = target.field(name);
  if (!text) return true;
  out = parse_number<Number>(*text);
  return out && *out >= Number{0};
}

}  // namespace

tl::expected<Route, Refused> route_of(const Request& request) {
  if (request.method != "GET" && request.method != "HEAD") {
    return refuse(405, "only GET and HEAD: nothing can be changed from here");
  }
  const auto target = parse_target(request.target);
  if (!target) return refuse(400, "the request's target is no path with a query");
  const auto row = std::find_if(kPages.begin(), kPages.end(),
                                [&](const Row& page) { return page.path == target->path; });
  if (row == kPages.end()) return refuse(404, "there is no such page");
  Route route;
  route.page = row->page;
  route.head = request.method == "HEAD";
  const std::size_t most = route.page == Page::frames ? kMostFrames : kMostEvents;
  std::optional<std::size_t> limit;
  if (!read(*target, "after", route.after)) return refuse(400, "after: a number of an event");
  if (!read(*target, "since", route.since_ns)) return refuse(400, "since: ns since 1970");
  if (!read(*target, "limit", limit)) return refuse(400, "limit: a number");
  route.limit =
      std::clamp<std::size_t>(limit.value_or(route.page == Page::frames ? 600 : 200), 1, most);
  if (route.page == Page::stream && !request.last_event_id.empty()) {
    // A browser that comes back says which event it had; it is more recent than its address.
    const auto had = parse_number<std::uint64_t>(request.last_event_id);
    if (had) route.after = had;
  }
  if (const auto token = target->field("token")) route.token = std::string(*token);
  return route;
}

}  // namespace holdfast
