// Is the hash that a NIC shows the one by which it works?
#pragma once

#include <string>
#include <string_view>

#include "model/nic.h"

namespace holdfast {

/// Why it may not be: a sentence, with what to do. Empty when nothing speaks against it.
///
/// mlx5_core's xor: rss/xor_hash.h. ENA: docs/ena.md, and github.com/amzn/amzn-drivers/issues/169,
/// where the vendor names both; ena_set_rxfh of drivers/net/ethernet/amazon/ena/ena_ethtool.c has
/// the start value.
///
/// virtio_net before Linux 6.12 gives key and table to the device only when somebody sets one of
/// them, and setting the number of channels makes the device forget them again
/// (drivers/net/virtio_net.c, virtnet_set_queues; "virtio_net: Update rss when set queue"). Counted
/// on 6.1 with QEMU 7.2. `kernel_release`: "6.1.0-56-amd64"; an unknown one counts as older.
std::string doubt_of_hash(const Nic& nic, std::string_view kernel_release);

}  // namespace holdfast
