#include "serve/admission.h"

#include <fmt/format.h>

#include "serve/host_field.h"

namespace holdfast {

tl::expected<Route, Reply> admit(const Request& request, const Access& access) {
  const auto refuse = [](Reply reply) { return tl::unexpected<Reply>(std::move(reply)); };
  // Whoever has the token may call this host what he wants.
  if (access.open() && !names_loopback(request.host)) {
    return refuse(plain_reply(421, "this address answers to localhost, 127.0.0.1 and [::1] only"));
  }
  auto route = route_of(request);
  if (!access.open()) {
    if (route && route->page == Page::dashboard && route->token && access.is_token(*route->token)) {
      // So that the token stands neither in the history nor in the address bar.
      Reply reply = plain_reply(303, "see /");
      reply.more = fmt::format("Location: /\r\nSet-Cookie: {}\r\n", access.cookie());
      return refuse(std::move(reply));
    }
    if (!access.admits(request)) {
      return refuse(plain_reply(401,
                                "a token is needed: Authorization: Bearer TOKEN, or once "
                                "/?token=TOKEN in a browser"));
    }
  }
  if (!route) return refuse(plain_reply(route.error().status, route.error().sentence));
  return *std::move(route);
}

}  // namespace holdfast
