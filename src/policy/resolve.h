// Policy × HostSnapshot → Demands: what the policy asks of this one host. Pure: equal input gives
// equal demands.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/demand.h"
#include "model/host_snapshot.h"
#include "model/probe_stream.h"
#include "policy/complaint.h"
#include "policy/policy.h"

namespace holdfast {

struct ResolvedClass {
  std::string name;
  std::string expression;
  CpuSet cpus;
};

/// One entry of `interfaces`, and the interfaces that it means here.
struct ResolvedInterface {
  std::string match;
  std::vector<std::string> nics;
  TextPlace place;
};

/// One entry of `threads`, for starting it where it belongs.
struct ResolvedThread {
  std::string name;
  ThreadMatch match;
  CpuSet cpus;             // empty: none demanded
  std::string scheduling;  // "fifo 50"; empty: none demanded
  TextPlace place;
};

struct ResolvedPolicy {
  Demands demands;
  std::vector<ResolvedClass> classes;
  std::vector<ResolvedInterface> interfaces;
  std::vector<ResolvedThread> threads;
  std::optional<ProbeStreamSettings> probe_stream;
  std::vector<std::string> notes;  // what was left out, and why; what was chosen, and from what
};

/// What files that call holdfast at boot are to say.
struct BootCommand {
  std::string program = "/usr/bin/holdfast";
  std::string policy;  // an absolute path, of a file or folder; empty: the policy's own
};

/// Complaints say what this host cannot bear: CPUs that are offline or not there, empty
/// expressions, queues beyond the channels, interfaces that are not there, threads far from their
/// queue. The result is of use only without errors. Whether the policy's `match` fits is not looked
/// at.
ResolvedPolicy resolve(const Policy& policy, const HostSnapshot& host, const BootCommand& boot,
                       Complaints& complaints);

}  // namespace holdfast
