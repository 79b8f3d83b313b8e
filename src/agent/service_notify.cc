#include "agent/service_notify.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>

#include "base/text.h"
#include "host/descriptor.h"

namespace holdfast {

void notify_service(std::string_view state) {
  const char* where = ::getenv("NOTIFY_SOCKET");
  if (!where) return;
  const std::string_view path = where;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) return;
  path.copy(address.sun_path, path.size());
  if (path.front() == '@') address.sun_path[0] = '\0';  // the abstract name space
  const Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return;
  static_cast<void>(
      ::sendto(socket.fd(), state.data(), state.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
               reinterpret_cast<const sockaddr*>(&address),
               static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size())));
}

std::optional<double> watchdog_seconds() {
  const char* text = ::getenv("WATCHDOG_USEC");
  const char* pid = ::getenv("WATCHDOG_PID");
  if (!text) return std::nullopt;
  if (pid && parse_number<std::uint64_t>(pid) != static_cast<std::uint64_t>(::getpid())) {
    return std::nullopt;
  }
  const auto usec = parse_number<std::uint64_t>(text);
  if (!usec || *usec == 0) return std::nullopt;
  return static_cast<double>(*usec) / 1e6;
}

}  // namespace holdfast
