#include "host/ethtool_schema.h"

#include <linux/ethtool_netlink.h>

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

constexpr EthtoolCommand kCommands[] = {
    {"channels-get", ETHTOOL_MSG_CHANNELS_GET, ETHTOOL_A_CHANNELS_HEADER, kChannels},
    {"rings-get", ETHTOOL_MSG_RINGS_GET, ETHTOOL_A_RINGS_HEADER, kRings},
    {"coalesce-get", ETHTOOL_MSG_COALESCE_GET, ETHTOOL_A_COALESCE_HEADER, kCoalesce},
    {"features-get", ETHTOOL_MSG_FEATURES_GET, ETHTOOL_A_FEATURES_HEADER, kFeatures},
    {"tsinfo-get", ETHTOOL_MSG_TSINFO_GET, ETHTOOL_A_TSINFO_HEADER, kTimestamping},
    {"rss-get", abi::kRssGet, ETHTOOL_A_CHANNELS_HEADER, kRss},  // its header is number 1, too
};

}  // namespace

const std::span<const std::string_view> kHashFunctionNames = kHashFunctions;
const std::span<const std::string_view> kInputTransformNames = kInputTransforms;
const std::span<const std::string_view> kHashFieldNames = kHashFields;

const EthtoolCommand* find_ethtool_command(std::string_view name) {
  for (const auto& command : kCommands) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

}  // namespace holdfast
