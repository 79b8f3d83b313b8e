#include "host/ethtool_netlink.h"

#include <linux/ethtool_netlink.h>
#include <linux/netlink.h>
#include <netlink/attr.h>

#include "base/check.h"
#include "host/kernel_abi.h"

namespace holdfast {
namespace {

using enum AttributeForm;

constexpr std::string_view kTcpDataSplit[] = {"unknown", "disabled", "enabled"};
// ETH_RSS_HASH_* of the kernel's include/linux/ethtool.h, bits.
constexpr std::string_view kHashFunctions[] = {"toeplitz", "xor", "crc32"};
constexpr std::string_view kInputTransforms[] = {"symmetric-xor", "symmetric-or-xor"};
// RXH_* of include/uapi/linux/ethtool.h, bits; the names of the specification's rxfh-fields.
constexpr std::string_view kHashFields[] = {
    "",         "l2da",   "vlan", "l3-proto", "ip-src", "ip-dst", "l4-b-0-1", "l4-b-2-3",
    "gtp-teid", "ip6-fl", "",     "",         "",       "",       "",         "",
    "",         "",       "",     "",         "",       "",       "",         "",
    "",         "",       "",     "",         "",       "",       "",         "discard"};

constexpr Attribute kChannels[] = {
    {ETHTOOL_A_CHANNELS_RX_MAX, "rx-max"},
    {ETHTOOL_A_CHANNELS_TX_MAX, "tx-max"},
    {ETHTOOL_A_CHANNELS_OTHER_MAX, "other-max"},
    {ETHTOOL_A_CHANNELS_COMBINED_MAX, "combined-max"},
    {ETHTOOL_A_CHANNELS_RX_COUNT, "rx-count"},
    {ETHTOOL_A_CHANNELS_TX_COUNT, "tx-count"},
    {ETHTOOL_A_CHANNELS_OTHER_COUNT, "other-count"},
    {ETHTOOL_A_CHANNELS_COMBINED_COUNT, "combined-count"},
};

constexpr Attribute kRings[] = {
    {ETHTOOL_A_RINGS_RX_MAX, "rx-max"},
    {ETHTOOL_A_RINGS_RX_MINI_MAX, "rx-mini-max"},
    {ETHTOOL_A_RINGS_RX_JUMBO_MAX, "rx-jumbo-max"},
    {ETHTOOL_A_RINGS_TX_MAX, "tx-max"},
    {ETHTOOL_A_RINGS_RX, "rx"},
    {ETHTOOL_A_RINGS_RX_MINI, "rx-mini"},
    {ETHTOOL_A_RINGS_RX_JUMBO, "rx-jumbo"},
    {ETHTOOL_A_RINGS_TX, "tx"},
    {ETHTOOL_A_RINGS_RX_BUF_LEN, "rx-buf-len"},
    {ETHTOOL_A_RINGS_TCP_DATA_SPLIT, "tcp-data-split", choice, kTcpDataSplit},
    {ETHTOOL_A_RINGS_CQE_SIZE, "cqe-size"},
    {ETHTOOL_A_RINGS_TX_PUSH, "tx-push"},
    {abi::kRingsRxPush, "rx-push"},
    {abi::kRingsTxPushBufLen, "tx-push-buf-len"},
    {abi::kRingsTxPushBufLenMax, "tx-push-buf-len-max"},
    {abi::kRingsHdsThresh, "hds-thresh"},
    {abi::kRingsHdsThreshMax, "hds-thresh-max"},
};

constexpr Attribute kCoalesce[] = {
    {ETHTOOL_A_COALESCE_RX_USECS, "rx-usecs"},
    {ETHTOOL_A_COALESCE_RX_MAX_FRAMES, "rx-max-frames"},
    {ETHTOOL_A_COALESCE_RX_USECS_IRQ, "rx-usecs-irq"},
    {ETHTOOL_A_COALESCE_RX_MAX_FRAMES_IRQ, "rx-max-frames-irq"},
    {ETHTOOL_A_COALESCE_TX_USECS, "tx-usecs"},
    {ETHTOOL_A_COALESCE_TX_MAX_FRAMES, "tx-max-frames"},
    {ETHTOOL_A_COALESCE_TX_USECS_IRQ, "tx-usecs-irq"},
    {ETHTOOL_A_COALESCE_TX_MAX_FRAMES_IRQ, "tx-max-frames-irq"},
    {ETHTOOL_A_COALESCE_STATS_BLOCK_USECS, "stats-block-usecs"},
    {ETHTOOL_A_COALESCE_USE_ADAPTIVE_RX, "use-adaptive-rx"},
    {ETHTOOL_A_COALESCE_USE_ADAPTIVE_TX, "use-adaptive-tx"},
    {ETHTOOL_A_COALESCE_PKT_RATE_LOW, "pkt-rate-low"},
    {ETHTOOL_A_COALESCE_RX_USECS_LOW, "rx-usecs-low"},
    {ETHTOOL_A_COALESCE_RX_MAX_FRAMES_LOW, "rx-max-frames-low"},
    {ETHTOOL_A_COALESCE_TX_USECS_LOW, "tx-usecs-low"},
    {ETHTOOL_A_COALESCE_TX_MAX_FRAMES_LOW, "tx-max-frames-low"},
    {ETHTOOL_A_COALESCE_PKT_RATE_HIGH, "pkt-rate-high"},
    {ETHTOOL_A_COALESCE_RX_USECS_HIGH, "rx-usecs-high"},
    {ETHTOOL_A_COALESCE_RX_MAX_FRAMES_HIGH, "rx-max-frames-high"},
    {ETHTOOL_A_COALESCE_TX_USECS_HIGH, "tx-usecs-high"},
    {ETHTOOL_A_COALESCE_TX_MAX_FRAMES_HIGH, "tx-max-frames-high"},
    {ETHTOOL_A_COALESCE_RATE_SAMPLE_INTERVAL, "rate-sample-interval"},
    {ETHTOOL_A_COALESCE_USE_CQE_MODE_TX, "use-cqe-mode-tx"},
    {ETHTOOL_A_COALESCE_USE_CQE_MODE_RX, "use-cqe-mode-rx"},
    {abi::kCoalesceTxAggrMaxBytes, "tx-aggr-max-bytes"},
    {abi::kCoalesceTxAggrMaxFrames, "tx-aggr-max-frames"},
    {abi::kCoalesceTxAggrTimeUsecs, "tx-aggr-time-usecs"},
};

// The kernel puts "hw" and "nochange" with a mask of all features, so that one verbose reply names
// them all and no string set has to be asked for (net/ethtool/features.c).
constexpr Attribute kFeatures[] = {
    {ETHTOOL_A_FEATURES_HW, "names", bitset_listed},
    {ETHTOOL_A_FEATURES_HW, "hw", bitset},
    {ETHTOOL_A_FEATURES_WANTED, "wanted", bitset},
    {ETHTOOL_A_FEATURES_ACTIVE, "active", bitset},
    {ETHTOOL_A_FEATURES_NOCHANGE, "nochange", bitset},
};

constexpr Attribute kTimestamping[] = {
    {ETHTOOL_A_TSINFO_TIMESTAMPING, "timestamping", bitset},
    {ETHTOOL_A_TSINFO_TX_TYPES, "tx-types", bitset},
    {ETHTOOL_A_TSINFO_RX_FILTERS, "rx-filters", bitset},
    {ETHTOOL_A_TSINFO_PHC_INDEX, "phc-index"},
};

// ETHTOOL_A_FLOW_* (6.17), those that have to do with queues of a host.
constexpr Attribute kFlowHash[] = {
    {1, "ether", bits, kHashFields},    {2, "ip4", bits, kHashFields},
    {3, "ip6", bits, kHashFields},      {4, "tcp4", bits, kHashFields},
    {5, "tcp6", bits, kHashFields},     {6, "udp4", bits, kHashFields},
    {7, "udp6", bits, kHashFields},     {8, "sctp4", bits, kHashFields},
    {9, "sctp6", bits, kHashFields},    {10, "ah4", bits, kHashFields},
    {11, "ah6", bits, kHashFields},     {12, "esp4", bits, kHashFields},
    {13, "esp6", bits, kHashFields},    {14, "ah-esp4", bits, kHashFields},
    {15, "ah-esp6", bits, kHashFields},
};

constexpr Attribute kRss[] = {
    {abi::kRssContext, "context"},
    {abi::kRssHfunc, "hfunc", bits, kHashFunctions},
    {abi::kRssIndir, "indir", numbers},
    {abi::kRssHkey, "hkey", bytes},
    {abi::kRssInputXfrm, "input-xfrm", bits, kInputTransforms},
    {abi::kRssFlowHash, "flow-hash", record, {}, kFlowHash},
};

struct Command {
  std::string_view name;
  std::uint8_t number;
  std::uint16_t header;  // the attribute that names the interface
  Schema schema;
};

constexpr Command kCommands[] = {
    {"channels-get", ETHTOOL_MSG_CHANNELS_GET, ETHTOOL_A_CHANNELS_HEADER, kChannels},
    {"rings-get", ETHTOOL_MSG_RINGS_GET, ETHTOOL_A_RINGS_HEADER, kRings},
    {"coalesce-get", ETHTOOL_MSG_COALESCE_GET, ETHTOOL_A_COALESCE_HEADER, kCoalesce},
    {"features-get", ETHTOOL_MSG_FEATURES_GET, ETHTOOL_A_FEATURES_HEADER, kFeatures},
    {"tsinfo-get", ETHTOOL_MSG_TSINFO_GET, ETHTOOL_A_TSINFO_HEADER, kTimestamping},
    {"rss-get", abi::kRssGet, ETHTOOL_A_CHANNELS_HEADER, kRss},  // its header is number 1, too
};

const Command* find_command(std::string_view name) {
  for (const auto& command : kCommands) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

NetlinkRequest request_about(const std::string& interface, std::uint16_t family,
                             const Command& command, int flags) {
  NetlinkRequest request = generic_request(family, command.number, flags);
  nlattr* header = nla_nest_start(request.get(), command.header | NLA_F_NESTED);
  HOLDFAST_CHECK(header != nullptr);
  HOLDFAST_CHECK(nla_put_string(request.get(), ETHTOOL_A_HEADER_DEV_NAME, interface.c_str()) == 0);
  nla_nest_end(request.get(), header);
  return request;
}

/// Takes the next name off `names` if it is `name`; sound because the kernel lists all the sets of
/// one reply by ascending bit.
bool take(const std::vector<std::string>* names, std::size_t& next, const std::string& name) {
  if (!names || next >= names->size() || (*names)[next] != name) return false;
  ++next;
  return true;
}

/// The function is a set of bits on the wire, and one of them is on.
void name_hash_function(Record& record) {
  for (auto& [name, value] : record.fields) {
    if (name != "hfunc") continue;
    if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) value = texts->front();
  }
}

}  // namespace

const std::span<const std::string_view> kHashFunctionNames = kHashFunctions;
const std::span<const std::string_view> kInputTransformNames = kInputTransforms;
const std::span<const std::string_view> kHashFieldNames = kHashFields;

Schema ethtool_schema(std::string_view command) {
  const Command* found = find_command(command);
  return found ? found->schema : Schema{};
}

std::vector<Record> features_from_bitsets(const Record& reply) {
  std::vector<Record> features;
  const auto* names = reply.texts("names");
  if (!names) return features;
  constexpr std::string_view kSets[] = {"hw", "wanted", "active", "nochange"};
  const std::vector<std::string>* sets[std::size(kSets)];
  for (std::size_t set = 0; set < std::size(kSets); ++set) sets[set] = reply.texts(kSets[set]);
  std::size_t next[std::size(kSets)] = {};
  features.reserve(names->size());
  for (const auto& name : *names) {
    Record& feature = features.emplace_back();
    feature.fields.reserve(1 + std::size(kSets));
    feature.set("name", name);
    for (std::size_t set = 0; set < std::size(kSets); ++set) {
      feature.set(kSets[set], std::uint64_t{take(sets[set], next[set], name)});
    }
  }
  return features;
}

ReadResult<std::vector<Record>> EthtoolNetlink::ask_rss(std::uint16_t family,
                                                        const std::string& interface) {
  const Command& command = *find_command("rss-get");
  auto contexts =
      ask_generic(socket_, request_about(interface, family, command, NLM_F_DUMP), command.schema);
  // Kernels before 6.11 tell the default context only, and not by a dump.
  if (!contexts && contexts.error() == std::errc::operation_not_supported) {
    contexts =
        ask_generic(socket_, request_about(interface, family, command, NLM_F_ACK), command.schema);
  }
  if (!contexts) return contexts;
  // The dump passes over a device without RSS.
  if (contexts->empty()) return tl::unexpected(std::errc::operation_not_supported);
  for (auto& context : *contexts) name_hash_function(context);
  return contexts;
}

ReadResult<std::vector<Record>> EthtoolNetlink::ask(std::string_view name,
                                                    const std::string& interface) {
  const Command* command = find_command(name);
  if (!command) return tl::unexpected(std::errc::operation_not_supported);
  const auto family = family_.id(socket_);
  if (!family) return tl::unexpected(family.error());
  if (name == "rss-get") return ask_rss(*family, interface);
  auto records =
      ask_generic(socket_, request_about(interface, *family, *command, NLM_F_ACK), command->schema);
  if (!records || name != "features-get" || records->empty()) return records;
  return features_from_bitsets(records->front());
}

}  // namespace holdfast
