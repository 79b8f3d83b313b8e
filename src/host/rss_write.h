// Changing RSS by ioctl: key, indirection table, hash fields. The ioctls work on every kernel; the
// netlink way (RSS_SET) came with 6.17.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "host/ethtool_ioctl.h"
#include "model/setting.h"

namespace holdfast {

/// rss_key, rss_table, rss_hash_fields. A table that is the kernel's default for the queues that
/// there are is written as the reset: only then may a driver change it with its channels.
Result<void> write_rss(EthtoolIoctl& ioctl, const Setting& wanted);

/// "equal 4" or "0 0 1 3 …" as `size` buckets; nullopt when it is neither or not so long. Pure.
std::optional<std::vector<std::uint32_t>> parse_rss_table(std::string_view value, std::size_t size);

/// ethtool's letters as RXH_* bits: "sdfn" → 0xf0. Pure.
std::optional<std::uint64_t> parse_hash_letters(std::string_view letters);

}  // namespace holdfast
