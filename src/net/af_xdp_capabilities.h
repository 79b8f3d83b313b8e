// Whether this process has what AF_XDP takes.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace holdfast {

enum class XdpUse {
  send,    // from memory that the kernel copies: a socket, and no program
  program  // to receive, and to send without a copy
};

/// Refused with the capabilities that it lacks.
Result<void> check_xdp_capabilities(XdpUse use = XdpUse::program);
/// The same of a set of capabilities in effect, a bit each. Pure.
Result<void> check_xdp_capabilities(std::uint64_t effective, XdpUse use = XdpUse::program);

}  // namespace holdfast
