// The judgement on a watch of an interface's queues: did the packets come where they were foretold?
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rss/queue_check.h"

namespace holdfast {

enum class QueueOutcome { agrees, differs, not_judged };
/// "agrees", "differs", "not_judged".
std::string_view name_of(QueueOutcome outcome);

struct QueueVerdict {
  QueueOutcome outcome = QueueOutcome::not_judged;
  std::string sentence;
};

/// `changes`: what was set otherwise while it was watched (rss/steering_change.h); then nothing is
/// judged. `missed`: packets that came while there was no room for them.
///
/// Where the driver records no queue with a packet, the sums foretold are held against its own
/// counts, which may be more (other packets, segments that GRO merged) but not less: by over an
/// eighth and 16 packets, which what a driver counts late, by a timer, may be behind.
QueueVerdict verdict_of(std::string_view nic, const CheckedQueues& checked,
                        const std::vector<std::string>& changes, std::uint64_t missed);

}  // namespace holdfast
