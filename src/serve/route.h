// Route: which page a request asks for, or why it gets none. Pure. There is no page that changes
// anything, and no method but GET and HEAD.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "serve/request.h"

namespace holdfast {

enum class Page {
  dashboard,
  metrics,
  health,
  status,
  host,
  findings,
  frame,
  frames,
  events,
  stream,  // server-sent events
};

struct Route {
  Page page = Page::dashboard;
  bool head = false;                     // HEAD: the same head, without the body
  std::optional<std::uint64_t> after;    // events: numbered above; the stream: from Last-Event-ID
  std::optional<std::int64_t> since_ns;  // frames: at or after; ns since 1970, UTC
  std::size_t limit = 0;
  std::optional<std::string> token;  // ?token= of the dashboard
};

struct Refused {
  unsigned status = 400;
  std::string sentence;
};

inline constexpr std::size_t kMostEvents = 2000;
inline constexpr std::size_t kMostFrames = 3600;

tl::expected<Route, Refused> route_of(const Request& request);

}  // namespace holdfast
