// PolicySource: where the agent gets its policy from, again and again. Real: FilePolicySource
// (cli/file_policy_source.h). Fake: in the agent's tests. One thread.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "healing/healer.h"
#include "host/snapshot.h"
#include "model/demand.h"
#include "model/host_snapshot.h"
#include "model/probe_stream.h"
#include "model/regime.h"

namespace holdfast {

/// A policy as this host has it now.
struct AgentPolicy {
  Demands demands;
  HealSettings heal;
  RegimeSettings regime;
  std::optional<ProbeStreamSettings> probe_stream;
  CpuSet housekeeping;  // of the policy's group of that name; empty: it has none
};

class PolicySource {
 public:
  virtual ~PolicySource() = default;
  /// Changes when the text may have; costs a few stat(2).
  virtual std::string fingerprint() = 0;
  /// Reads the text; what a snapshot must hold to resolve it.
  virtual Result<SnapshotScope> read() = 0;
  /// The text last read, for this host. absent: the host lacks what it names just now.
  virtual Result<AgentPolicy> resolve(const HostSnapshot& host) = 0;
};

}  // namespace holdfast
