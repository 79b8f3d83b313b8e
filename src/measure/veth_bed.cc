#include "measure/veth_bed.h"

#include <fmt/format.h>
#include <linux/ethtool.h>
#include <linux/netlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <thread>

#include "host/errno_name.h"
#include "measure/link_requests.h"

namespace holdfast {
namespace {

constexpr std::array<std::uint8_t, 4> kSenderAddress{10, 77, 0, 1};
constexpr std::array<std::uint8_t, 4> kReceiverAddress{10, 77, 0, 2};
constexpr std::uint8_t kPrefixBits = 24;
// Locally administered.
constexpr MacAddress kSenderMac{2, 0, 10, 77, 0, 1};
constexpr MacAddress kReceiverMac{2, 0, 10, 77, 0, 2};
// The kernel's link watch acts on a new carrier within a second (net/core/link_watch.c).
constexpr int kCarrierTries = 600;
constexpr std::chrono::milliseconds kBetweenTries{5};

struct Offload {
  const char* name;
  std::uint32_t command;
  bool on;
};
constexpr Offload kOfSender[] = {{"tso", ETHTOOL_STSO, false}, {"gso", ETHTOOL_SGSO, false}};
constexpr Offload kOfReceiver[] = {{"gro", ETHTOOL_SGRO, true}};

ifreq request_for(std::string_view interface) {
  ifreq request{};
  interface.copy(request.ifr_name, IFNAMSIZ - 1);
  return request;
}

Result<void> set_offload(int socket, std::string_view interface, const Offload& offload) {
  ethtool_value value{.cmd = offload.command, .data = offload.on ? 1U : 0U};
  ifreq request = request_for(interface);
  request.ifr_data = reinterpret_cast<char*>(&value);
  if (::ioctl(socket, SIOCETHTOOL, &request) == 0) return {};
  return fail(ErrorCode::failed, fmt::format("{}: {} {}: {}", interface, offload.name,
                                             offload.on ? "on" : "off", errno_name(last_error())));
}

// In its namespace. Until then what is sent is dropped without a word.
Result<void> await_carrier(std::string_view interface) {
  const Descriptor inet(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const int socket = inet.fd();
  for (int tries = 0; tries < kCarrierTries; ++tries) {
    ifreq request = request_for(interface);
    if (::ioctl(socket, SIOCGIFFLAGS, &request) == 0 && (request.ifr_flags & IFF_RUNNING) != 0) {
      return {};
    }
    std::this_thread::sleep_for(kBetweenTries);
  }
  return fail(ErrorCode::failed, fmt::format("{}: no carrier after three seconds", interface));
}

struct End {
  std::string interface;
  std::array<std::uint8_t, 4> address, other;
  MacAddress other_mac;
  std::span<const Offload> offloads;
};

// In the end's namespace.
Result<void> set_up(const End& end) {
  NetlinkSocket socket(NETLINK_ROUTE);
  const Descriptor inet(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!inet) return fail(ErrorCode::failed, fmt::format("socket: {}", errno_name(last_error())));
  if (auto up = set_link_up(socket, "lo"); !up) return up;
  if (auto given = add_address(socket, end.interface, end.address, kPrefixBits); !given) {
    return given;
  }
  if (auto up = set_link_up(socket, end.interface); !up) return up;
  if (auto known = add_neighbour(socket, end.interface, end.other, end.other_mac); !known) {
    return known;
  }
  for (const auto& offload : end.offloads) {
    if (auto set = set_offload(inet.fd(), end.interface, offload); !set) return set;
  }
  return {};
}

/// Does it in a thread that is in this namespace, and ends.
template <class Work>
Result<void> inside(const NetworkNamespace& network, Work work) {
  Result<void> done;
  std::thread([&] {
    done = network.enter();
    if (done) done = work();
  }).join();
  return done;
}

Endpoint end_of(const std::array<std::uint8_t, 4>& address, std::uint16_t port) {
  return {{address.begin(), address.end()}, port};
}

}  // namespace

Endpoint VethBed::sender_end(std::uint16_t port) { return end_of(kSenderAddress, port); }
Endpoint VethBed::receiver_end(std::uint16_t port) { return end_of(kReceiverAddress, port); }

Result<VethBed> VethBed::make(std::uint32_t queues) {
  auto sender = NetworkNamespace::make();
  if (!sender) return tl::unexpected<Error>(sender.error());
  auto receiver = NetworkNamespace::make();
  if (!receiver) return tl::unexpected<Error>(receiver.error());
  VethBed bed(std::move(*sender), std::move(*receiver));
  const std::string tx(bed.sender_interface()), rx(bed.receiver_interface());
  auto done = inside(bed.sender(), [&] {
    NetlinkSocket socket(NETLINK_ROUTE);
    return make_veth_pair(socket, {.name = tx,
                                   .peer = rx,
                                   .mac = kSenderMac,
                                   .peer_mac = kReceiverMac,
                                   .queues = queues,
                                   .peer_namespace = bed.receiver().fd()});
  });
  if (done) {
    done = inside(bed.sender(), [&] {
      return set_up({tx, kSenderAddress, kReceiverAddress, kReceiverMac, kOfSender});
    });
  }
  if (done) {
    done = inside(bed.receiver(), [&] {
      return set_up({rx, kReceiverAddress, kSenderAddress, kSenderMac, kOfReceiver});
    });
  }
  if (done) done = inside(bed.receiver(), [&] { return await_carrier(rx); });
  if (done) done = inside(bed.sender(), [&] { return await_carrier(tx); });
  if (!done) return tl::unexpected<Error>(done.error());
  return bed;
}

}  // namespace holdfast
