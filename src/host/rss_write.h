// Changing RSS by ioctl: key, indirection table, hash fields. The ioctls work on every kernel; the
// netlink way (RSS_SET) came with 6.17.
#pragma once

#include "base/result.h"
#include "host/ethtool_call.h"
#include "model/setting.h"

namespace holdfast {

/// rss_key, rss_table, rss_hash_fields. A table that is the kernel's default for the queues that
/// there are is written as the reset: only then may a driver change it with its channels.
Result<void> write_rss(const EthtoolCall& call, const Setting& wanted);

}  // namespace holdfast
