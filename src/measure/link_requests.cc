#include "measure/link_requests.h"

#include <fmt/format.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include "base/check.h"
#include "host/errno_name.h"

namespace holdfast {
namespace {

template <class Header>
NetlinkRequest request_of(int type, int flags, const Header& header) {
  NetlinkRequest request(nlmsg_alloc_simple(type, NLM_F_REQUEST | NLM_F_ACK | flags));
  HOLDFAST_CHECK(request != nullptr);
  auto* bytes = const_cast<void*>(static_cast<const void*>(&header));
  HOLDFAST_CHECK(nlmsg_append(request.get(), bytes, sizeof header, NLMSG_ALIGNTO) == 0);
  return request;
}

void put(const NetlinkRequest& request, int type, const void* bytes, std::size_t size) {
  HOLDFAST_CHECK(nla_put(request.get(), type, static_cast<int>(size), bytes) == 0);
}

void put_link(const NetlinkRequest& request, const std::string& name, const MacAddress& mac,
              std::uint32_t queues) {
  put(request, IFLA_IFNAME, name.c_str(), name.size() + 1);
  put(request, IFLA_ADDRESS, mac.data(), mac.size());
  put(request, IFLA_NUM_RX_QUEUES, &queues, sizeof queues);
  put(request, IFLA_NUM_TX_QUEUES, &queues, sizeof queues);
}

Result<void> asked(NetlinkSocket& socket, const NetlinkRequest& request, const std::string& what) {
  const auto answer = socket.exchange(request, [](Bytes) {});
  if (answer) return {};
  const auto number = static_cast<int>(answer.error());
  const auto& words = socket.words_of_kernel();
  std::string sentence = fmt::format("{}: {}", what, errno_name(static_cast<std::errc>(number)));
  if (!words.empty()) sentence += fmt::format(" ({})", words);
  if (number == EPERM) sentence += "; it takes CAP_NET_ADMIN";
  if (number == EOPNOTSUPP) sentence += "; the kernel has no veth (CONFIG_VETH, modprobe veth)";
  return fail(number == EPERM ? ErrorCode::denied : ErrorCode::failed, std::move(sentence));
}

// Of the calling thread's namespace.
Result<int> index_of(const std::string& interface) {
  const auto index = ::if_nametoindex(interface.c_str());
  if (index == 0) return fail(ErrorCode::absent, fmt::format("{}: no such interface", interface));
  return static_cast<int>(index);
}

}  // namespace

Result<void> make_veth_pair(NetlinkSocket& socket, const VethPair& pair) {
  const auto request = request_of(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, ifinfomsg{});
  put_link(request, pair.name, pair.mac, pair.queues);
  nlattr* link = nla_nest_start(request.get(), IFLA_LINKINFO);
  put(request, IFLA_INFO_KIND, "veth", 4);
  nlattr* of_kind = nla_nest_start(request.get(), IFLA_INFO_DATA);
  nlattr* peer = nla_nest_start(request.get(), VETH_INFO_PEER);
  ifinfomsg peer_header{};
  HOLDFAST_CHECK(nlmsg_append(request.get(), &peer_header, sizeof peer_header, NLMSG_ALIGNTO) == 0);
  put_link(request, pair.peer, pair.peer_mac, pair.queues);
  if (pair.peer_namespace >= 0) {
    put(request, IFLA_NET_NS_FD, &pair.peer_namespace, sizeof pair.peer_namespace);
  }
  nla_nest_end(request.get(), peer);
  nla_nest_end(request.get(), of_kind);
  nla_nest_end(request.get(), link);
  return asked(socket, request, fmt::format("a veth pair {} and {}", pair.name, pair.peer));
}

Result<void> set_link_up(NetlinkSocket& socket, const std::string& interface) {
  const auto index = index_of(interface);
  if (!index) return tl::unexpected<Error>(index.error());
  ifinfomsg header{};
  header.ifi_index = *index;
  header.ifi_flags = IFF_UP;
  header.ifi_change = IFF_UP;
  const auto request = request_of(RTM_NEWLINK, 0, header);
  return asked(socket, request, fmt::format("{} up", interface));
}

Result<void> add_address(NetlinkSocket& socket, const std::string& interface,
                         const std::array<std::uint8_t, 4>& address, std::uint8_t prefix_bits) {
  const auto index = index_of(interface);
  if (!index) return tl::unexpected<Error>(index.error());
  ifaddrmsg header{};
  header.ifa_family = AF_INET;
  header.ifa_prefixlen = prefix_bits;
  header.ifa_index = static_cast<std::uint32_t>(*index);
  const auto request = request_of(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, header);
  put(request, IFA_LOCAL, address.data(), address.size());
  put(request, IFA_ADDRESS, address.data(), address.size());
  return asked(socket, request, fmt::format("an address of {}", interface));
}

Result<void> add_neighbour(NetlinkSocket& socket, const std::string& interface,
                           const std::array<std::uint8_t, 4>& address, const MacAddress& mac) {
  const auto index = index_of(interface);
  if (!index) return tl::unexpected<Error>(index.error());
  ndmsg header{};
  header.ndm_family = AF_INET;
  header.ndm_ifindex = *index;
  header.ndm_state = NUD_PERMANENT;
  const auto request = request_of(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, header);
  put(request, NDA_DST, address.data(), address.size());
  put(request, NDA_LLADDR, mac.data(), mac.size());
  return asked(socket, request, fmt::format("a neighbour of {}", interface));
}

}  // namespace holdfast
