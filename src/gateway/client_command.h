// The command line of `client` as a value.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/flow.h"

namespace holdfast {

enum class ClientReceive : std::uint8_t {
  socket,     // waits with epoll
  busy_poll,  // SO_BUSY_POLL, spinning
  af_xdp,     // spinning
};

struct ClientCommand {
  std::vector<Endpoint> lines;          // one or two: groups, or addresses of this host
  std::vector<std::string> interfaces;  // of each; empty: the routes'
  std::optional<Endpoint> re_request, snapshot;
  std::string session;  // empty: the one that comes
  std::string username, password;
  ClientReceive receive = ClientReceive::socket;
  std::uint32_t queue = 0;  // of AF_XDP
  bool joins_by_re_request = false;
  std::string write;  // BinaryFILE; empty: none
  bool json = false, check_digest = false;
  std::uint64_t digest_every = 0;         // messages; 0: only at the end
  std::uint64_t window = 1U << 16U;       // messages kept behind a gap
  std::optional<std::uint64_t> messages;  // to end after
  std::optional<double> seconds;
};

}  // namespace holdfast
