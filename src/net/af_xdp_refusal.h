// Why there can be no AF_XDP receiver: one sentence, with the remedy. Inside of net; pure but for
// the two that read this process.
#pragma once

#include <cstdint>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/result.h"
#include "net/packet_receiver.h"

namespace holdfast {

enum class XdpStep { load, memory, bind, give, attach };

/// What it means that the kernel refused this step.
tl::unexpected<Error> xdp_refusal(XdpStep step, std::errc error, const ReceiverOptions& options);

/// The step that registers packet memory, where the limit is what refused it.
tl::unexpected<Error> memory_limit_refusal(std::uint64_t wanted_bytes, std::uint64_t limit_bytes);

/// Options that no kernel could carry out: a size that is no power of two, no interface, no
/// address.
Result<void> check_xdp_options(const ReceiverOptions& options);

/// Has this process what AF_XDP takes? Refused with those it lacks.
Result<void> check_xdp_capabilities();
/// The same of a set of capabilities in effect, a bit each.
Result<void> check_xdp_capabilities(std::uint64_t effective);

}  // namespace holdfast
