// WebhookUrl: where events are posted to. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace holdfast {

struct WebhookUrl {
  bool tls = false;
  std::string host;  // a name or an address, without brackets
  std::uint16_t port = 80;
  std::string target = "/";  // path and query
  friend bool operator==(const WebhookUrl&, const WebhookUrl&) = default;
};

/// "https://hooks.example/a?b", "http://[::1]:8080/". usage: one sentence; no user, no fragment.
Result<WebhookUrl> parse_webhook_url(std::string_view text);
/// The request's Host field: with the port unless it is the scheme's own.
std::string host_of(const WebhookUrl& url);

}  // namespace holdfast
