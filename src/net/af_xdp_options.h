// Whether AF_XDP could be carried out as the options say, by any kernel.
#pragma once

#include "base/result.h"
#include "net/packet_receiver.h"

namespace holdfast {

/// usage: no interface, no address, a size that is no power of two or beyond what AF_XDP takes.
Result<void> check_xdp_options(const ReceiverOptions& options);

}  // namespace holdfast
