// sockperf beside a comparison: `sockperf server` and `sockperf under-load` in the same two
// networks, on the same CPUs, at the same rate and size.
#pragma once

#include <string>

#include "base/result.h"
#include "measure/probe_run.h"
#include "probe/probe_result.h"

namespace holdfast {

/// One round. Its figure is half a round trip, by the client's clock: the way out, the server's
/// receive and send calls and the way back, halved; what it shows of one way is an assumption. The
/// server and the client's receiving thread block, on run.receiver_cpu; the client's sending thread
/// spins, on run.sender_cpu. `run` has a sender. It takes run.traffic.seconds, rounded up to whole
/// ones, and at most ten more; no process of it stays behind.
Result<ProbeResult> run_sockperf(const std::string& program, const ProbeRun& run,
                                 const IsStopped& is_stopped);

}  // namespace holdfast
