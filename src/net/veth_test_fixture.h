// A veth pair over two network namespaces of the test's own: va (10.77.0.1, fd77::1) is here, vb
// (10.77.0.2, fd77::2) in the sender's. For tests and benchmarks.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "host/descriptor.h"

namespace holdfast {

class VethPair {
 public:
  /// The thread is in the receiver's namespace until the end of this.
  VethPair() {
    home_ = current();
    if (!home_ || ::unshare(CLONE_NEWNET) != 0) return;
    far_ = current();
    if (::unshare(CLONE_NEWNET) != 0) return;
    near_ = current();
    const auto far = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(far_.fd());
    ready_ = run("ip link add va address 02:00:00:00:00:01 type veth peer name vb address "
                 "02:00:00:00:00:02 netns " +
                 far) &&
             set_up("va", "1", "2") && in_far([] { return set_up("vb", "2", "1"); });
  }
  VethPair(const VethPair&) = delete;
  VethPair& operator=(const VethPair&) = delete;
  ~VethPair() {
    if (home_) (void)::setns(home_.fd(), CLONE_NEWNET);
  }

  /// False where namespaces, veth or `ip` are refused.
  bool ready() const { return ready_; }
  static bool run(const std::string& command) {
    return std::system((command + " 2>/dev/null").c_str()) == 0;
  }

  bool run_far(const std::string& command) const {
    return in_far([&] { return run(command); });
  }

  /// A socket of the sender's namespace, connected to va's address of the family.
  Descriptor sender(int family, std::uint16_t port) const {
    Descriptor socket;
    in_far([&] {
      socket = Descriptor(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
      return connect_to(socket, family, port);
    });
    return socket;
  }
  /// One that sends whole frames out of vb.
  Descriptor frame_sender() const {
    Descriptor socket;
    in_far([&] {
      socket = Descriptor(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
      sockaddr_ll at{};
      at.sll_family = AF_PACKET;
      at.sll_ifindex = static_cast<int>(::if_nametoindex("vb"));
      return ::bind(socket.fd(), reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
    });
    return socket;
  }
  /// One of the sender's namespace that is a member of an IPv4 group, on vb.
  Descriptor far_member(const std::string& group, std::uint16_t port) const {
    Descriptor socket;
    in_far([&] {
      socket = Descriptor(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
      sockaddr_in at{};
      at.sin_family = AF_INET;
      at.sin_port = htons(port);
      ::inet_pton(AF_INET, group.c_str(), &at.sin_addr);
      ip_mreqn join{};
      join.imr_multiaddr = at.sin_addr;
      join.imr_ifindex = static_cast<int>(::if_nametoindex("vb"));
      return is_member(socket, IPPROTO_IP, IP_ADD_MEMBERSHIP, &join, sizeof join) &&
             ::bind(socket.fd(), reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
    });
    return socket;
  }
  /// The same of an IPv6 group. A link that has just come up takes no IPv6 multicast until the
  /// kernel's link watch has seen it, a second later: waits for the route that shows it.
  Descriptor far_member6(const std::string& group, std::uint16_t port) const {
    Descriptor socket;
    in_far([&] {
      for (int i = 0; i < 100 && !run("ip -6 route show table all dev vb | grep -q ^multicast");
           ++i) {
        ::usleep(50'000);
      }
      socket = Descriptor(::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
      sockaddr_in6 at{};
      at.sin6_family = AF_INET6;
      at.sin6_port = htons(port);
      ipv6_mreq join{};
      ::inet_pton(AF_INET6, group.c_str(), &join.ipv6mr_multiaddr);
      join.ipv6mr_interface = ::if_nametoindex("vb");
      return is_member(socket, IPPROTO_IPV6, IPV6_JOIN_GROUP, &join, sizeof join) &&
             ::bind(socket.fd(), reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
    });
    return socket;
  }
  /// An ordinary socket of the receiver's namespace.
  static Descriptor bound(std::uint16_t port) {
    Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    const timeval wait{.tv_sec = 2, .tv_usec = 0};
    (void)::setsockopt(socket.fd(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    (void)::bind(socket.fd(), reinterpret_cast<const sockaddr*>(&at), sizeof at);
    return socket;
  }

 private:
  static Descriptor current() {
    return Descriptor(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  }
  template <class Work>
  bool in_far(const Work& work) const {
    if (::setns(far_.fd(), CLONE_NEWNET) != 0) return false;
    const bool done = work();
    return ::setns(near_.fd(), CLONE_NEWNET) == 0 && done;
  }
  /// With room for what a test sends at once.
  static bool is_member(const Descriptor& socket, int level, int option, const void* join,
                        socklen_t size) {
    const int room = 64 << 20;
    (void)::setsockopt(socket.fd(), SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    return ::setsockopt(socket.fd(), level, option, join, size) == 0;
  }
  /// The neighbour is fixed: no packet waits for ARP.
  static bool set_up(const std::string& name, const std::string& own, const std::string& other) {
    return run("ip addr add 10.77.0." + own + "/24 dev " + name) &&
           run("ip -6 addr add fd77::" + own + "/64 nodad dev " + name) &&
           run("ip link set lo up") && run("ip link set " + name + " up") &&
           run("ip neigh add 10.77.0." + other + " lladdr 02:00:00:00:00:0" + other + " dev " +
               name) &&
           run("ip -6 neigh add fd77::" + other + " lladdr 02:00:00:00:00:0" + other + " dev " +
               name);
  }
  static bool connect_to(const Descriptor& socket, int family, std::uint16_t port) {
    sockaddr_in to4{};
    to4.sin_family = AF_INET;
    to4.sin_port = htons(port);
    ::inet_pton(AF_INET, "10.77.0.1", &to4.sin_addr);
    sockaddr_in6 to6{};
    to6.sin6_family = AF_INET6;
    to6.sin6_port = htons(port);
    ::inet_pton(AF_INET6, "fd77::1", &to6.sin6_addr);
    const bool is_ipv4 = family == AF_INET;
    const auto* const to =
        is_ipv4 ? reinterpret_cast<const sockaddr*>(&to4) : reinterpret_cast<const sockaddr*>(&to6);
    return ::connect(socket.fd(), to, is_ipv4 ? sizeof to4 : sizeof to6) == 0;
  }

  Descriptor home_, far_, near_;
  bool ready_ = false;
};

}  // namespace holdfast
