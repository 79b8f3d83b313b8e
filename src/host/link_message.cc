#include "host/link_message.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <cstring>

#include "host/route_netlink.h"

namespace holdfast {
namespace {

constexpr std::size_t kMostLinks = 4096;
constexpr unsigned kLowerUp = 1U << 16;  // IFF_LOWER_UP, which <net/if.h> lacks

bool is_running(const LinkMessage& message) { return message.is_up && message.has_carrier; }

}  // namespace

std::optional<LinkMessage> parse_link(Bytes payload, bool is_removal) {
  ifinfomsg facts;
  if (payload.size() < sizeof facts) return std::nullopt;
  std::memcpy(&facts, payload.data(), sizeof facts);
  if (facts.ifi_family != AF_UNSPEC) return std::nullopt;
  const Record attributes = decode_link(payload);
  const auto* name = attributes.text("ifname");
  if (!name || name->empty()) return std::nullopt;
  return LinkMessage{.is_removal = is_removal,
                     .index = facts.ifi_index,
                     .name = *name,
                     .is_up = (facts.ifi_flags & IFF_UP) != 0,
                     .has_carrier = (facts.ifi_flags & kLowerUp) != 0};
}

std::vector<LinkMessage> parse_link_messages(Bytes datagram) {
  std::vector<LinkMessage> links;
  while (const auto message = next_message(datagram)) {
    if (message->type != RTM_NEWLINK && message->type != RTM_DELLINK) continue;
    const auto link = parse_link(message->payload, message->type == RTM_DELLINK);
    if (link) links.push_back(*link);
  }
  return links;
}

std::vector<Sighting> LinkTable::take(const LinkMessage& message, Instant at, bool is_first) {
  std::vector<Sighting> news;
  const auto tell = [&](std::string_view detail) {
    if (is_first) return;
    news.push_back({.kind = SightingKind::link_changed,
                    .what = message.name,
                    .detail = std::string(detail),
                    .at = at});
  };
  const auto known = links_.find(message.index);
  if (message.is_removal) {
    if (known != links_.end()) links_.erase(known);
    tell("removed");
    return news;
  }
  if (known == links_.end()) {
    if (links_.size() >= kMostLinks) return news;
    tell("added");
    if (is_running(message)) tell("up");
  } else {
    if (known->second.name != message.name) tell("renamed");
    if (is_running(known->second) != is_running(message)) {
      tell(is_running(message) ? "up" : "down");
    }
  }
  links_[message.index] = message;
  return news;
}

}  // namespace holdfast
