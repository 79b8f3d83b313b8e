// Which CPUs of this host a starting policy sets apart, and why. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/cpu_set.h"
#include "model/host_snapshot.h"
#include "plan/profile.h"

namespace holdfast {

/// The three classes of a policy's `cpus`. Whole cores: SMT siblings are never in two classes,
/// except where the host has too few CPUs (then a reason says so).
struct CpuChoice {
  CpuSet housekeeping;               // everything that is not named elsewhere; never empty
  CpuSet irq;                        // where NIC vectors go; never empty
  CpuSet trading;                    // where the latency-critical threads go; empty for high-pps
  std::vector<std::string> reasons;  // a sentence each, for the policy's comments
};

/// `nics`: the interfaces that the policy is for; their NUMA node decides what is local. CPUs that
/// the kernel command line isolates become the trading ones; else CPU 0's core keeps house, and the
/// first other local cores take the interrupts.
CpuChoice choose_cpus(const HostSnapshot& host, const std::vector<const Nic*>& nics,
                      ProfileName profile);

/// The interfaces that a starting policy is for: physical, with movable vectors that serve packets;
/// those that are up, when any is.
std::vector<const Nic*> policy_nics(const HostSnapshot& host);

}  // namespace holdfast
