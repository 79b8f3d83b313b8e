#include "serve/webhook_url.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::uint16_t kHttp = 80, kHttps = 443;

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

Result<WebhookUrl> parse_webhook_url(std::string_view text) {
  const auto refuse = [&](std::string_view why) {
    return fail(ErrorCode::usage, fmt::format("--webhook {}: {}; write it as "
                                              "https://host[:port]/path",
                                              text, why));
  };
  if (!is_plain(text)) return refuse("it has a blank, or what is not ASCII");
  WebhookUrl url;
  url.tls = text.starts_with("https://");
  if (!url.tls && !text.starts_with("http://")) return refuse("neither http nor https");
  url.port = url.tls ? kHttps : kHttp;
  std::string_view rest = text.substr(text.find("//") + 2);
  const auto path = std::min(rest.find_first_of("/?#"), rest.size());
  std::string_view place = rest.substr(0, path);
  rest.remove_prefix(path);
  if (rest.find('#') != std::string_view::npos) return refuse("it has a fragment");
  if (place.find('@') != std::string_view::npos) return refuse("it has a user");
  std::string_view port;
  if (place.starts_with('[')) {
    const auto end = place.find(']');
    if (end == std::string_view::npos) return refuse("the bracket is not closed");
    url.host = place.substr(1, end - 1);
    port = place.substr(end + 1);
  } else {
    const auto colon = std::min(place.find(':'), place.size());
    url.host = place.substr(0, colon);
    port = place.substr(colon);
  }
  if (url.host.empty()) return refuse("it names no host");
  if (!port.empty()) {
    const auto number = parse_number<std::uint16_t>(port.substr(1));
    if (port[0] != ':' || !number || *number == 0) return refuse("the port is no number");
    url.port = *number;
  }
  url.target = rest.starts_with('/') ? std::string(rest) : "/" + std::string(rest);
  return url;
}

std::string host_of(const WebhookUrl& url) {
  const bool v6 = url.host.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + url.host + "]" : url.host;
  return url.port == (url.tls ? kHttps : kHttp) ? host : fmt::format("{}:{}", host, url.port);
}

}  // namespace holdfast
