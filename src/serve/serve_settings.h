// ServeSettings: what `holdfast serve` is told.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "serve/listen_address.h"

namespace holdfast {

struct ServeSettings {
  std::vector<ListenAddress> listen;  // empty: loopback, port 9470, both families
  std::string feed = "/run/holdfast/feed.sock";
  std::string token_file, tls_cert, tls_key;  // all or none
  std::string webhook;                        // where drifts are posted; empty: nowhere
  std::string webhook_ca;                     // PEM; empty: Debian's
};

/// Refuses what would let other hosts read without a token and TLS.
Result<void> check_exposure(const ServeSettings& settings);

}  // namespace holdfast
