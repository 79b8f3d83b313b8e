#include "host/route_address.h"

#include <fmt/format.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include <cstring>

#include "base/check.h"
#include "model/flow.h"

namespace holdfast {
namespace {

/// The attribute's bytes; empty when the message has none of that type or it does not fit.
Bytes find_attribute(Bytes attributes, std::uint16_t type) {
  while (attributes.size() >= sizeof(nlattr)) {
    nlattr header;
    std::memcpy(&header, attributes.data(), sizeof header);
    if (header.nla_len < sizeof header || header.nla_len > attributes.size()) return {};
    if ((header.nla_type & NLA_TYPE_MASK) == type) {
      return attributes.subspan(sizeof header, header.nla_len - sizeof header);
    }
    const std::size_t aligned = NLA_ALIGN(header.nla_len);
    attributes = attributes.subspan(std::min(aligned, attributes.size()));
  }
  return {};
}

/// "10.0.0.1" or "fd00::2"; empty for another length than 4 or 16.
std::string address_text(Bytes bytes) {
  if (bytes.size() != 4 && bytes.size() != 16) return {};
  std::string text = to_text(Endpoint{{bytes.begin(), bytes.end()}, 0});
  text.resize(text.rfind(':'));
  return bytes.size() == 16 ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

Record decode_address(Bytes payload) {
  Record record;
  ifaddrmsg header;
  if (payload.size() < sizeof header) return record;
  std::memcpy(&header, payload.data(), sizeof header);
  payload = payload.subspan(std::min<std::size_t>(payload.size(), NLMSG_ALIGN(sizeof header)));
  // IFA_ADDRESS is the far end of a point-to-point link, IFA_LOCAL ours (linux/if_addr.h); IPv6
  // without a peer has IFA_ADDRESS alone.
  Bytes bytes = find_attribute(payload, IFA_LOCAL);
  if (bytes.empty()) bytes = find_attribute(payload, IFA_ADDRESS);
  record.set("ifindex", std::uint64_t{header.ifa_index});
  record.set("family", std::uint64_t{header.ifa_family});
  record.set("prefixlen", std::uint64_t{header.ifa_prefixlen});
  record.set("address", address_text(bytes));
  return record;
}

ReadResult<std::vector<Record>> RouteAddress::addresses() {
  const ifaddrmsg header{};
  NetlinkRequest request(nlmsg_alloc_simple(RTM_GETADDR, NLM_F_DUMP));
  HOLDFAST_CHECK(request != nullptr);
  HOLDFAST_CHECK(nlmsg_append(request.get(), const_cast<ifaddrmsg*>(&header), sizeof header,
                              NLMSG_ALIGNTO) == 0);
  std::vector<Record> addresses;
  const auto asked = socket_.exchange(request, [&](Bytes payload) {
    Record address = decode_address(payload);
    if (!address.fields.empty()) addresses.push_back(std::move(address));
  });
  if (!asked) return tl::unexpected(asked.error());
  return addresses;
}

}  // namespace holdfast
