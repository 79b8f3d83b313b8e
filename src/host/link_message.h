// rtnetlink's news of an interface, and what changed by it. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/netlink_schema.h"
#include "model/sighting.h"

namespace holdfast {

struct LinkMessage {
  bool is_removal = false;
  std::int32_t index = 0;
  std::string name;
  bool is_up = false;        // IFF_UP: an administrator's wish
  bool has_carrier = false;  // IFF_LOWER_UP: the wire
  friend bool operator==(const LinkMessage&, const LinkMessage&) = default;
};

/// The payload of one RTM_NEWLINK or RTM_DELLINK.
std::optional<LinkMessage> parse_link(Bytes payload, bool is_removal);
/// All RTM_NEWLINK and RTM_DELLINK of a datagram that are whole and of an interface itself (not of
/// a bridge's port).
std::vector<LinkMessage> parse_link_messages(Bytes datagram);

/// What is known of the interfaces, to tell what is new in a message. At most 4,096.
class LinkTable {
 public:
  /// What changed: "added", "removed", "renamed", "up", "down", of the name it has now. A link is
  /// up when it is wished and has a carrier. `is_first`: the table is being filled, nothing is
  /// news.
  std::vector<Sighting> take(const LinkMessage& message, Instant at, bool is_first = false);
  std::size_t size() const { return links_.size(); }
  void clear() { links_.clear(); }

 private:
  std::map<std::int32_t, LinkMessage> links_;
};

}  // namespace holdfast
