#include "measure/reflector.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cstring>

#include "host/descriptor.h"
#include "host/errno_name.h"
#include "measure/paced_sender.h"
#include "measure/thread_use.h"
#include "net/bound_socket.h"
#include "net/socket_address.h"
#include "probe/probe_message.h"

namespace holdfast {
namespace {

constexpr int kWaitMs = 50;
constexpr std::int64_t kBetweenLooksNs = 5'000'000;
constexpr std::size_t kLongest = 65536;

Result<Descriptor> listening(const Endpoint& local) {
  const auto address = socket_address(local, 0);
  if (!address) return tl::unexpected<Error>(address.error());
  Descriptor socket(::socket(address->family(), SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket)
    return fail(ErrorCode::failed, fmt::format("no UDP socket ({})", errno_name(last_error())));
  if (::bind(socket.fd(), address->get(), address->size) != 0) {
    return tl::unexpected(bind_refusal(local));
  }
  return socket;
}

void set_port(sockaddr_storage& address, std::uint16_t port) {
  if (address.ss_family == AF_INET) {
    reinterpret_cast<sockaddr_in&>(address).sin_port = htons(port);
  } else {
    reinterpret_cast<sockaddr_in6&>(address).sin6_port = htons(port);
  }
}

}  // namespace

Result<ReflectedCounts> reflect(const ReflectorOptions& options, const IsStopped& is_stopped) {
  if (options.cpu) {
    if (auto bound = run_on(*options.cpu); !bound) return tl::unexpected<Error>(bound.error());
  }
  auto socket = listening(options.local);
  if (!socket) return tl::unexpected<Error>(socket.error());
  if (options.tell_ready) options.tell_ready();
  const std::uint16_t reply_port =
      options.reply_port != 0 ? options.reply_port : options.local.port;
  const std::int64_t end = options.seconds > 0
                               ? steady_ns() + static_cast<std::int64_t>(options.seconds * 1e9)
                               : INT64_MAX;
  ReflectedCounts counts;
  std::array<std::uint8_t, kLongest> packet;
  std::int64_t look_at = 0;
  for (;;) {
    if (!options.spins) {
      pollfd ready{socket->fd(), POLLIN, 0};
      ::poll(&ready, 1, kWaitMs);
    }
    const std::int64_t now = steady_ns();
    if (now >= look_at) {
      if (now >= end || is_stopped()) return counts;
      look_at = now + kBetweenLooksNs;
    }
    sockaddr_storage from{};
    socklen_t length = sizeof from;
    const ssize_t size = ::recvfrom(socket->fd(), packet.data(), packet.size(), MSG_DONTWAIT,
                                    reinterpret_cast<sockaddr*>(&from), &length);
    if (size < 0) continue;
    const std::span<std::uint8_t> payload(packet.data(), static_cast<std::size_t>(size));
    auto message = parse_probe_message(payload);
    if (!message || message->reflected_ns != 0) {
      ++counts.foreign;
      continue;
    }
    message->reflected_ns = realtime_ns();
    write_probe_message(*message, payload);
    set_port(from, reply_port);
    const bool went = ::sendto(socket->fd(), payload.data(), payload.size(), MSG_DONTWAIT,
                               reinterpret_cast<sockaddr*>(&from), length) == size;
    ++(went ? counts.reflected : counts.refused);
  }
}

}  // namespace holdfast
