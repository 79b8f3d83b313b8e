#include "host/route_netlink.h"

#include <linux/if_link.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include <cstring>

#include "base/check.h"

namespace holdfast {
namespace {

static_assert(NETLINK_ROUTE == 0);

using enum AttributeForm;

constexpr std::string_view kXdpAttached[] = {"none", "drv", "skb", "hw", "multi"};

constexpr Attribute kXdp[] = {
    {IFLA_XDP_ATTACHED, "attached", choice, kXdpAttached},
    {IFLA_XDP_PROG_ID, "prog-id"},
    {IFLA_XDP_DRV_PROG_ID, "drv-prog-id"},
    {IFLA_XDP_SKB_PROG_ID, "skb-prog-id"},
    {IFLA_XDP_HW_PROG_ID, "hw-prog-id"},
};

constexpr Attribute kLinkinfo[] = {
    {IFLA_INFO_KIND, "kind", text},
    {IFLA_INFO_SLAVE_KIND, "slave-kind", text},
};

constexpr Attribute kLink[] = {
    {IFLA_IFNAME, "ifname", text},
    {IFLA_MTU, "mtu"},
    {IFLA_LINK, "link"},
    {IFLA_MASTER, "master"},
    {IFLA_QDISC, "qdisc", text},
    {IFLA_TXQLEN, "txqlen"},
    {IFLA_OPERSTATE, "operstate"},
    {IFLA_CARRIER, "carrier"},
    {IFLA_NUM_RX_QUEUES, "num-rx-queues"},
    {IFLA_NUM_TX_QUEUES, "num-tx-queues"},
    {IFLA_GSO_MAX_SIZE, "gso-max-size"},
    {IFLA_GRO_MAX_SIZE, "gro-max-size"},
    {IFLA_PARENT_DEV_NAME, "parent-dev-name", text},
    {IFLA_PARENT_DEV_BUS_NAME, "parent-dev-bus-name", text},
    {IFLA_LINKINFO, "linkinfo", record, {}, kLinkinfo},
    {IFLA_XDP, "xdp", record, {}, kXdp},
};

constexpr Attribute kQdisc[] = {{TCA_KIND, "kind", text}};

NetlinkRequest route_request(int type, int flags, const void* header, std::size_t size) {
  NetlinkRequest request(nlmsg_alloc_simple(type, flags));
  HOLDFAST_CHECK(request != nullptr);
  HOLDFAST_CHECK(nlmsg_append(request.get(), const_cast<void*>(header), size, NLMSG_ALIGNTO) == 0);
  return request;
}

/// The message's own header, with the attributes after it left in `payload`.
template <class Header>
bool take_header(Bytes& payload, Header& header) {
  if (payload.size() < sizeof header) return false;
  std::memcpy(&header, payload.data(), sizeof header);
  payload = payload.subspan(std::min<std::size_t>(payload.size(), NLMSG_ALIGN(sizeof header)));
  return true;
}

}  // namespace

Record decode_link(Bytes payload) {
  Record link;
  ifinfomsg header;
  if (!take_header(payload, header)) return link;
  link.set("ifi-index", static_cast<std::uint64_t>(static_cast<std::uint32_t>(header.ifi_index)));
  link.set("ifi-type", std::uint64_t{header.ifi_type});
  link.set("ifi-flags", std::uint64_t{header.ifi_flags});
  Record attributes = decode_attributes(payload, kLink);
  for (auto& field : attributes.fields) link.fields.push_back(std::move(field));
  return link;
}

Record decode_qdisc(Bytes payload) {
  Record qdisc;
  tcmsg header;
  if (!take_header(payload, header)) return qdisc;
  qdisc = decode_attributes(payload, kQdisc);
  qdisc.set("handle", std::uint64_t{header.tcm_handle});
  qdisc.set("parent", std::uint64_t{header.tcm_parent});
  qdisc.set("ifindex", static_cast<std::uint64_t>(static_cast<std::uint32_t>(header.tcm_ifindex)));
  return qdisc;
}

ReadResult<std::vector<Record>> RouteNetlink::link(const std::string& interface) {
  const ifinfomsg header{};
  const auto request = route_request(RTM_GETLINK, NLM_F_ACK, &header, sizeof header);
  HOLDFAST_CHECK(nla_put_string(request.get(), IFLA_IFNAME, interface.c_str()) == 0);
  // Without the statistics of every address family, which are most of the reply.
  HOLDFAST_CHECK(nla_put_u32(request.get(), IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS) == 0);
  std::vector<Record> links;
  const auto asked =
      socket_.exchange(request, [&](Bytes payload) { links.push_back(decode_link(payload)); });
  if (!asked) return tl::unexpected(asked.error());
  return links;
}

ReadResult<std::vector<Record>> RouteNetlink::qdiscs(std::uint32_t ifindex) {
  tcmsg header{};
  header.tcm_ifindex = static_cast<int>(ifindex);
  const auto request = route_request(RTM_GETQDISC, NLM_F_DUMP, &header, sizeof header);
  std::vector<Record> qdiscs;
  const auto asked = socket_.exchange(request, [&](Bytes payload) {
    Record qdisc = decode_qdisc(payload);
    // The kernel dumps those of every interface, whatever the request names.
    if (qdisc.number("ifindex") == ifindex) qdiscs.push_back(std::move(qdisc));
  });
  if (!asked) return tl::unexpected(asked.error());
  return qdiscs;
}

}  // namespace holdfast
