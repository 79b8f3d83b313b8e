// Who consumes a queue's packets: the threads that make an interrupt on an isolated CPU legitimate.
#pragma once

#include "model/host_snapshot.h"

namespace holdfast {

enum class Consumer {
  none,      // no thread is pinned there
  possible,  // one is pinned there, but nothing shows that it reads from this queue
  known,  // one is pinned there and its process has a flow that lands, or may land, on this queue
};

struct ConsumerAt {
  Consumer kind = Consumer::none;
  const Thread* thread = nullptr;
};

/// Looks for a thread pinned to `cpu` or to its neighbours: CPUs of its core, and the CPUs before
/// and after it under the same last-level cache.
ConsumerAt consumer_at(const HostSnapshot& host, const Nic& nic, const Vector& vector, CpuId cpu);

}  // namespace holdfast
