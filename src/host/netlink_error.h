// The end of a netlink exchange: an errno, and what the kernel says to it in words (extended
// acknowledgements, since 4.12). Pure; any bytes are fine.
#pragma once

#include <string>

#include "host/netlink_schema.h"

namespace holdfast {

struct NetlinkError {
  int number = 0;     // errno; 0 is success
  std::string words;  // NLMSGERR_ATTR_MSG; or empty
};

/// `message`: of type NLMSG_ERROR, or NLMSG_DONE, which ends a dump.
NetlinkError decode_netlink_error(const NetlinkMessage& message);

}  // namespace holdfast
