#include "net/af_xdp_way.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "net/af_xdp_capabilities.h"
#include "net/af_xdp_sender.h"
#include "net/sending_socket.h"
#include "net/sent_groups.h"

namespace holdfast {
namespace {

Result<void> check_options(const AfXdpSenderOptions& options) {
  const auto usage = [](std::string sentence) {
    return fail(ErrorCode::usage, std::move(sentence));
  };
  if (options.interface.empty()) {
    return usage("AF_XDP needs an interface to send from: --interface NAME");
  }
  if (options.ttl == 0) {
    return usage("a TTL of 0 keeps datagrams on this host, and AF_XDP goes around it: take 1");
  }
  return check_sent_groups(options.groups, false);
}

Result<void> check_interface(const AfXdpSenderOptions& options, const XdpInterface& interface) {
  const auto& name = options.interface;
  const auto queue = options.xdp.queue;
  if (!interface.hardware) {
    return fail(
        ErrorCode::unsupported,
        fmt::format("{} has no ethernet addresses, and AF_XDP sends ethernet frames", name));
  }
  if (interface.send_queues != 0 && queue >= interface.send_queues) {
    return fail(ErrorCode::absent,
                fmt::format("no send queue {} of {}: it has {}, from 0 to {}", queue, name,
                            interface.send_queues, interface.send_queues - 1));
  }
  return {};
}

/// A datagram goes out whole: nothing cuts it into fragments, and a frame of our memory holds it.
Result<void> check_size(const AfXdpSenderOptions& options, const XdpInterface& interface,
                        const UdpFrameHead& head) {
  const std::size_t packet = options.datagram_bytes + head.ip_and_udp_bytes();
  const std::size_t in_frame = options.xdp.frame_bytes - (head.size() - head.ip_and_udp_bytes());
  const std::size_t most =
      interface.mtu == 0 ? in_frame : std::min<std::size_t>(interface.mtu, in_frame);
  if (packet <= most) return {};
  return fail(ErrorCode::usage,
              fmt::format("a datagram of {} bytes is a packet of {}, and AF_XDP sends at most {} "
                          "by {}, whose MTU is {}: --datagram {}",
                          options.datagram_bytes, packet, most, options.interface, interface.mtu,
                          most - head.ip_and_udp_bytes()));
}

/// The address and port that the kernel would send from.
std::optional<Endpoint> end_of(const Descriptor& socket) {
  sockaddr_storage at{};
  socklen_t size = sizeof at;
  if (::getsockname(socket.fd(), reinterpret_cast<sockaddr*>(&at), &size) != 0) return std::nullopt;
  Endpoint end;
  if (at.ss_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, &at, sizeof four);
    end.address.resize(4);
    std::memcpy(end.address.data(), &four.sin_addr, 4);
    end.port = ntohs(four.sin_port);
  } else {
    sockaddr_in6 six{};
    std::memcpy(&six, &at, sizeof six);
    end.address.resize(16);
    std::memcpy(end.address.data(), &six.sin6_addr, 16);
    end.port = ntohs(six.sin6_port);
  }
  const bool is_any = std::all_of(end.address.begin(), end.address.end(),
                                  [](std::uint8_t byte) { return byte == 0; });
  if (is_any) return std::nullopt;
  return end;
}

}  // namespace

Result<AfXdpWay> AfXdpWay::make(const AfXdpSenderOptions& options) {
  if (const auto good = check_options(options); !good) return tl::unexpected(good.error());
  auto interface = read_xdp_interface(options.interface);
  if (!interface) return tl::unexpected(interface.error());
  if (const auto good = check_interface(options, *interface); !good) {
    return tl::unexpected(good.error());
  }
  const auto use = options.xdp.mode == XdpMode::zero_copy ? XdpUse::program : XdpUse::send;
  if (const auto may = check_xdp_capabilities(use); !may) return tl::unexpected(may.error());
  const SenderOptions sending{.remote = options.groups.front(), .interface = options.interface};
  auto socket = open_sending_socket(sending);
  if (!socket) return tl::unexpected(socket.error());
  const auto& remote = socket->remote;
  if (::connect(socket->descriptor.fd(), remote.get(), remote.size) != 0) {
    return tl::unexpected(sending_refusal(sending, "connect"));
  }
  const auto from = end_of(socket->descriptor);
  if (!from) {
    return fail(ErrorCode::absent,
                fmt::format("{} has no address to send from (ip address add)", options.interface));
  }
  AfXdpWay way;
  for (const auto& group : options.groups) {
    way.heads_.emplace_back(FrameWay{.from_hardware = *interface->hardware,
                                     .to_hardware = hardware_address_of_group(group.address),
                                     .from = from->address,
                                     .to = group.address,
                                     .from_port = from->port,
                                     .to_port = group.port,
                                     .ttl = options.ttl});
  }
  if (const auto good = check_size(options, *interface, way.heads_.front()); !good) {
    return tl::unexpected(good.error());
  }
  way.interface_ = *std::move(interface);
  way.port_ = std::move(socket->descriptor);
  way.datagram_bytes_ = options.datagram_bytes;
  return way;
}

}  // namespace holdfast
