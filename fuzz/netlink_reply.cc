// Hostile netlink datagrams through every table: the first byte chooses it, the rest is the reply.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "host/answer_json.h"
#include "host/ethtool_netlink.h"
#include "host/ethtool_schema.h"
#include "host/netdev_netlink.h"
#include "host/netlink_schema.h"
#include "host/route_address.h"
#include "host/route_netlink.h"

namespace {

using namespace holdfast;

Record decode(std::size_t choice, Bytes payload) {
  constexpr std::string_view kEthtool[] = {"channels-get", "rings-get",  "coalesce-get",
                                           "features-get", "tsinfo-get", "rss-get"};
  constexpr std::string_view kNetdev[] = {"queue-get", "napi-get", "dev-get"};
  constexpr std::size_t kTables = std::size(kEthtool) + std::size(kNetdev) + 3;
  choice %= kTables;
  if (choice < std::size(kEthtool)) {
    return decode_attributes(payload, find_ethtool_command(kEthtool[choice])->schema);
  }
  choice -= std::size(kEthtool);
  if (choice < std::size(kNetdev)) {
    return decode_attributes(payload, netdev_schema(kNetdev[choice]));
  }
  choice -= std::size(kNetdev);
  if (choice == 0) return decode_link(payload);
  return choice == 1 ? decode_qdisc(payload) : decode_address(payload);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  Bytes datagram(bytes + 1, size - 1);
  std::vector<Record> records;
  while (const auto message = next_message(datagram)) {
    records.push_back(decode(bytes[0], message->payload));
    for (auto& feature : features_from_bitsets(records.back())) {
      records.push_back(std::move(feature));
    }
  }
  // What the decoder makes reads the same from a capture.
  const ReadResult<std::vector<Record>> answer = std::move(records);
  const auto again = answer_from_json(answer_to_json(answer), "answer");
  HOLDFAST_CHECK(again.has_value());
  HOLDFAST_CHECK(*again == answer);
  return 0;
}
