#include "net/af_xdp_interface.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/ethtool.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "host/errno_name.h"
#include "host/ethtool_ioctl.h"
#include "model/address.h"
#include "net/socket_address.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kHeadroom = 256;    // XDP_PACKET_HEADROOM of each frame
constexpr std::uint32_t kLongestHead = 22;  // ethernet with two tags

void read_queues(XdpInterface& into, EthtoolIoctl& ethtool, const std::string& interface) {
  ethtool_channels channels{};
  channels.cmd = ETHTOOL_GCHANNELS;
  if (!ethtool.call(interface, &channels)) return;
  into.queues = channels.rx_count + channels.combined_count;
  into.send_queues = channels.tx_count + channels.combined_count;
}

std::string driver_of(EthtoolIoctl& ethtool, const std::string& interface) {
  ethtool_drvinfo driver{};
  driver.cmd = ETHTOOL_GDRVINFO;
  if (!ethtool.call(interface, &driver)) return "";
  return std::string(driver.driver, ::strnlen(driver.driver, sizeof driver.driver));
}

void read_state(XdpInterface& into, const std::string& interface) {
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  interface.copy(request.ifr_name, sizeof request.ifr_name - 1);
  if (::ioctl(socket.fd(), SIOCGIFMTU, &request) == 0) {
    into.mtu = static_cast<std::uint32_t>(request.ifr_mtu);
  }
  if (::ioctl(socket.fd(), SIOCGIFFLAGS, &request) == 0) {
    into.is_up = (request.ifr_flags & IFF_UP) != 0;
  }
  if (::ioctl(socket.fd(), SIOCGIFHWADDR, &request) == 0 &&
      (request.ifr_hwaddr.sa_family == ARPHRD_ETHER ||
       request.ifr_hwaddr.sa_family == ARPHRD_LOOPBACK)) {
    into.hardware.emplace();
    std::memcpy(into.hardware->data(), request.ifr_hwaddr.sa_data, into.hardware->size());
  }
}

}  // namespace

Result<XdpInterface> read_xdp_interface(const std::string& name) {
  EthtoolIoctl ethtool;
  XdpInterface result;
  result.index = static_cast<int>(::if_nametoindex(name.c_str()));
  if (result.index == 0)
    return fail(ErrorCode::absent,
                fmt::format("no interface {} (ip -br link shows those there are)", name));
  result.driver = driver_of(ethtool, name);
  read_queues(result, ethtool, name);
  read_state(result, name);
  return result;
}

Result<XdpInterface> look_at_xdp_interface(const ReceiverOptions& options) {
  const auto& name = options.interface;
  auto result = read_xdp_interface(name);
  if (!result) return result;
  if (result->queues != 0 && options.xdp.queue >= result->queues) {
    return fail(ErrorCode::absent,
                fmt::format("no receive queue {} of {}: it has {}, from 0 to {}", options.xdp.queue,
                            name, result->queues, result->queues - 1));
  }
  bpf_xdp_query_opts attached{};
  attached.sz = sizeof attached;
  if (::bpf_xdp_query(result->index, 0, &attached) == 0 && attached.attach_mode != 0) {
    const auto id = std::max(
        {attached.prog_id, attached.drv_prog_id, attached.hw_prog_id, attached.skb_prog_id});
    return fail(ErrorCode::failed,
                fmt::format("{} has an XDP program already (id {}), and it is not ours to replace: "
                            "bpftool net shows it",
                            name, id));
  }
  return result;
}

Result<Descriptor> join_group(const ReceiverOptions& options, int interface_index) {
  if (!is_multicast(options.local)) return Descriptor();
  const auto index = static_cast<std::uint32_t>(interface_index);
  const auto group = socket_address(options.local, index);
  if (!group) return tl::unexpected(group.error());
  Descriptor socket(::socket(group->family(), SOCK_DGRAM | SOCK_CLOEXEC, 0));
  group_req request{};
  request.gr_interface = index;
  std::memcpy(&request.gr_group, &group->storage, sizeof group->storage);
  const int level = group->family() == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
  if (!socket ||
      ::setsockopt(socket.fd(), level, MCAST_JOIN_GROUP, &request, sizeof request) != 0) {
    return fail(ErrorCode::failed, fmt::format("the group {} cannot be joined on {} ({})",
                                               address_text(options.local.address),
                                               options.interface, errno_name(last_error())));
  }
  return socket;
}

std::vector<std::string> notes_of(const XdpInterface& interface, const ReceiverOptions& options) {
  std::vector<std::string> notes;
  if (!interface.is_up) {
    notes.push_back(fmt::format("{0} is down, so that nothing comes: ip link set dev {0} up",
                                options.interface));
  }
  const auto room = options.xdp.frame_bytes - kHeadroom;
  if (interface.mtu + kLongestHead > room) {
    notes.push_back(
        fmt::format("{} has an MTU of {}: of its packets those longer than {} bytes with their "
                    "headers are dropped",
                    options.interface, interface.mtu, room));
  }
  if (options.xdp.device_stamps && interface.driver == "veth") {
    notes.push_back(fmt::format("{} is a veth, which has no clock: its device stamps are all 0",
                                options.interface));
  }
  return notes;
}

}  // namespace holdfast
