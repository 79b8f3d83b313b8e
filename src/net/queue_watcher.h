// QueueWatcher: the frames that an interface receives, each with the queue it came on.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "net/queue_ring.h"

namespace holdfast {

/// One ring for each queue and one for packets without a recorded queue, joined by PACKET_FANOUT_QM
/// so that a packet costs the host one of them: the kernel gives it to member queue_mapping modulo
/// their number (fanout_demux_qm, net/packet/af_packet.c), and member 0 is the one without a queue.
/// The rings' own filters hold whatever the order of the members is.
///
/// It sees what the stack sees: segments after GRO merged them, nothing that XDP took.
class QueueWatcher {
 public:
  using Take = std::function<void(std::span<const std::uint8_t>, std::optional<QueueIndex>)>;

  /// `queues`: receive queues in use, 1 to 255. absent, denied, usage, unsupported or failed, with
  /// a sentence.
  static Result<QueueWatcher> open(const std::string& interface, std::uint32_t queues);

  /// Waits for frames until `wait_ms` have passed, and gives those that are there. absent when the
  /// interface is gone, failed when it went down.
  Result<void> read(int wait_ms, const Take& take);
  /// What is still in the rings' unfinished blocks; the kernel finishes them within 20 ms.
  Result<void> drain(const Take& take);
  RingCounts counts();

 private:
  QueueWatcher(std::string interface, std::vector<QueueRing> rings)
      : interface_(std::move(interface)), rings_(std::move(rings)) {}

  std::string interface_;
  std::vector<QueueRing> rings_;  // [0]: no queue recorded; [n + 1]: queue n
};

}  // namespace holdfast
