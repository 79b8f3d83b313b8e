#include "host/ethtool_set_keys.h"

#include <linux/ethtool_netlink.h>

#include "host/kernel_abi.h"

namespace holdfast {
namespace {

constexpr SetKey kChannels[] = {
    {"rx", ETHTOOL_A_CHANNELS_RX_COUNT},
    {"tx", ETHTOOL_A_CHANNELS_TX_COUNT},
    {"other", ETHTOOL_A_CHANNELS_OTHER_COUNT},
    {"combined", ETHTOOL_A_CHANNELS_COMBINED_COUNT},
};

constexpr SetKey kRings[] = {
    {"rx", ETHTOOL_A_RINGS_RX},
    {"rx-mini", ETHTOOL_A_RINGS_RX_MINI},
    {"rx-jumbo", ETHTOOL_A_RINGS_RX_JUMBO},
    {"tx", ETHTOOL_A_RINGS_TX},
    {"rx-buf-len", ETHTOOL_A_RINGS_RX_BUF_LEN},
    {"cqe-size", ETHTOOL_A_RINGS_CQE_SIZE},
};

constexpr SetKey kCoalesce[] = {
    {"adaptive-rx", ETHTOOL_A_COALESCE_USE_ADAPTIVE_RX, SetKeyForm::flag},
    {"adaptive-tx", ETHTOOL_A_COALESCE_USE_ADAPTIVE_TX, SetKeyForm::flag},
    {"rx-usecs", ETHTOOL_A_COALESCE_RX_USECS},
    {"rx-frames", ETHTOOL_A_COALESCE_RX_MAX_FRAMES},
    {"tx-usecs", ETHTOOL_A_COALESCE_TX_USECS},
    {"tx-frames", ETHTOOL_A_COALESCE_TX_MAX_FRAMES},
    {"rx-usecs-irq", ETHTOOL_A_COALESCE_RX_USECS_IRQ},
    {"rx-max-frames-irq", ETHTOOL_A_COALESCE_RX_MAX_FRAMES_IRQ},
    {"tx-usecs-irq", ETHTOOL_A_COALESCE_TX_USECS_IRQ},
    {"tx-max-frames-irq", ETHTOOL_A_COALESCE_TX_MAX_FRAMES_IRQ},
    {"stats-block-usecs", ETHTOOL_A_COALESCE_STATS_BLOCK_USECS},
    {"pkt-rate-low", ETHTOOL_A_COALESCE_PKT_RATE_LOW},
    {"rx-usecs-low", ETHTOOL_A_COALESCE_RX_USECS_LOW},
    {"rx-max-frames-low", ETHTOOL_A_COALESCE_RX_MAX_FRAMES_LOW},
    {"tx-usecs-low", ETHTOOL_A_COALESCE_TX_USECS_LOW},
    {"tx-max-frames-low", ETHTOOL_A_COALESCE_TX_MAX_FRAMES_LOW},
    {"pkt-rate-high", ETHTOOL_A_COALESCE_PKT_RATE_HIGH},
    {"rx-usecs-high", ETHTOOL_A_COALESCE_RX_USECS_HIGH},
    {"rx-max-frames-high", ETHTOOL_A_COALESCE_RX_MAX_FRAMES_HIGH},
    {"tx-usecs-high", ETHTOOL_A_COALESCE_TX_USECS_HIGH},
    {"tx-max-frames-high", ETHTOOL_A_COALESCE_TX_MAX_FRAMES_HIGH},
    {"rate-sample-interval", ETHTOOL_A_COALESCE_RATE_SAMPLE_INTERVAL},
    {"use-cqe-mode-tx", ETHTOOL_A_COALESCE_USE_CQE_MODE_TX, SetKeyForm::flag},
    {"use-cqe-mode-rx", ETHTOOL_A_COALESCE_USE_CQE_MODE_RX, SetKeyForm::flag},
    {"tx-aggr-max-bytes", abi::kCoalesceTxAggrMaxBytes},
    {"tx-aggr-max-frames", abi::kCoalesceTxAggrMaxFrames},
    {"tx-aggr-time-usecs", abi::kCoalesceTxAggrTimeUsecs},
};

constexpr SetCommand kCommands[] = {
    {SettingKind::channels, ETHTOOL_MSG_CHANNELS_SET, kChannels},
    {SettingKind::rings, ETHTOOL_MSG_RINGS_SET, kRings},
    {SettingKind::coalesce, ETHTOOL_MSG_COALESCE_SET, kCoalesce},
};

}  // namespace

const SetCommand* find_set_command(SettingKind kind) {
  for (const auto& command : kCommands) {
    if (command.kind == kind) return &command;
  }
  return nullptr;
}

}  // namespace holdfast
