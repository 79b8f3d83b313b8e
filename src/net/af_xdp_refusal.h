// What it means that the kernel refused AF_XDP: one sentence, with the remedy. Inside of net; pure.
#pragma once

#include <cstdint>
#include <string>
#include <system_error>

#include "base/result.h"
#include "net/packet_receiver.h"

namespace holdfast {

enum class XdpStep { load, memory, bind, give, attach };

/// What it means that the kernel refused this step.
tl::unexpected<Error> xdp_refusal(XdpStep step, std::errc error, const std::string& interface,
                                  const XdpOptions& xdp);

/// The step that registers packet memory, where the limit is what refused it.
tl::unexpected<Error> memory_limit_refusal(std::uint64_t wanted_bytes, std::uint64_t limit_bytes);

}  // namespace holdfast
