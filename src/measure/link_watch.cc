#include "measure/link_watch.h"

#include <fmt/format.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "measure/paced_sender.h"
#include "net/socket_address.h"

namespace holdfast {
namespace {

constexpr std::int64_t kBetweenLooksNs = 100'000'000;

/// The address that this host would send from; of a socket that sends nothing.
std::optional<Endpoint> source_towards(const Endpoint& remote) {
  const auto there = socket_address(remote, 0);
  if (!there) return std::nullopt;
  const Descriptor socket(::socket(there->family(), SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket || ::connect(socket.fd(), there->get(), there->size) != 0) return std::nullopt;
  SocketAddress here;
  here.size = sizeof here.storage;
  if (::getsockname(socket.fd(), reinterpret_cast<sockaddr*>(&here.storage), &here.size) != 0) {
    return std::nullopt;
  }
  Endpoint source;
  if (here.family() == AF_INET) {
    sockaddr_in ipv4{};
    std::memcpy(&ipv4, &here.storage, sizeof ipv4);
    source.address.resize(sizeof ipv4.sin_addr);
    std::memcpy(source.address.data(), &ipv4.sin_addr, sizeof ipv4.sin_addr);
  } else {
    sockaddr_in6 ipv6{};
    std::memcpy(&ipv6, &here.storage, sizeof ipv6);
    source.address.resize(sizeof ipv6.sin6_addr);
    std::memcpy(source.address.data(), &ipv6.sin6_addr, sizeof ipv6.sin6_addr);
  }
  return source;
}

}  // namespace

LinkWatch::LinkWatch(const std::string& interface, const Endpoint& local,
                     const std::optional<Endpoint>& remote)
    : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)),
      name_(interface),
      began_ns_(steady_ns()) {
  if (name_.empty()) name_ = interface_of(local);
  if (name_.empty() && remote) {
    if (const auto source = source_towards(*remote)) name_ = interface_of(*source);
  }
  if (socket_ && !name_.empty()) index_ = static_cast<int>(::if_nametoindex(name_.c_str()));
  look_now();
}

void LinkWatch::look() {
  if (steady_ns() - looked_ns_ >= kBetweenLooksNs) look_now();
}

void LinkWatch::look_now() {
  if (index_ == 0 || is_gone()) return;
  looked_ns_ = steady_ns();
  ifreq request{};
  request.ifr_ifindex = index_;  // by its number: another may have its name by now
  if (::ioctl(socket_.fd(), SIOCGIFNAME, &request) != 0 ||
      ::ioctl(socket_.fd(), SIOCGIFFLAGS, &request) != 0) {
    gone_ns_ = looked_ns_;
    return;
  }
  const bool was_down = std::exchange(is_down_, (request.ifr_flags & IFF_UP) == 0);
  if (is_down_ && !was_down) down_since_ns_ = looked_ns_;
  if (is_down_ || was_down) {
    down_ns_ += looked_ns_ - std::exchange(down_since_ns_, looked_ns_);
  }
}

Error LinkWatch::error() const {
  return {ErrorCode::absent,
          fmt::format("{} has gone, {:.1f} s after this probe began: it was deleted, or moved to "
                      "another network namespace; probe again when it is back (ip -br link)",
                      name_, static_cast<double>(gone_ns_ - began_ns_) / 1e9)};
}

std::string LinkWatch::note() const {
  if (is_down())
    return fmt::format("{0} is down, so that nothing comes: ip link set dev {0} up", name_);
  if (down_ns_ == 0) return "";
  return fmt::format("{} was down for {:.1f} s meanwhile: what was sent then is lost", name_,
                     static_cast<double>(std::max<std::int64_t>(down_ns_, 0)) / 1e9);
}

}  // namespace holdfast
