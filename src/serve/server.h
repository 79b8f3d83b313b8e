// Server: the agent's feed in, HTTP out. One thread; it changes nothing on this host and writes
// nothing to the feed.
//
// At most 64 connections, of which 48 may be streams, so that /metrics always has room. A request's
// head has 10 s to come, a quiet connection 30 s, a write 10 s.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "serve/history.h"
#include "serve/serve_settings.h"

namespace holdfast {

class Server {
 public:
  static constexpr std::size_t kMostConnections = 64;
  static constexpr std::size_t kMostStreams = 48;

  /// Listens, and reads the token and the certificate; to be called before privileges are given up.
  static Result<Server> open(const ServeSettings& settings, std::vector<std::string>& notes);
  Server(Server&&) noexcept;
  Server& operator=(Server&&) noexcept;
  ~Server();

  /// "http://127.0.0.1:9470/", with the ports that were given.
  std::vector<std::string> addresses() const;
  /// What it reads besides its history while it runs: how names are looked up, for a webhook.
  std::vector<std::string> folders_read() const;
  /// Answers until SIGTERM or SIGINT. `history` may be null.
  Result<void> run(std::unique_ptr<History> history);

  struct Parts;

 private:
  explicit Server(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace holdfast
