// Demand: one thing that a resolved policy asks of this host. CPU expressions, host classes and
// "every queue" are already gone; which interrupt serves a queue is not yet looked up, because a
// change of channels may give it another.
//
// Kind, name and value are those of model/setting.h, except:
//
// - channels, rings: a number or "max" for each key: "combined max"
// - feature: the name is the kernel's, or ethtool's short one: gro lro gro-hw tso gso ufo
// - rss_key: a key, or "symmetric": 6d:5a repeated to the device's length
// - rss_table: "equal 4", "weight 1 1 2", "default", or the list
// - vector: the name is "rx 3", "tx 3", "queue 3" (both), "role admin", "role ptp", …; the value
//   CPUs, one when it is to be pinned
// - device_irq: the name is an action's glob, or "" for every movable interrupt that is no NIC's
// - xps: with the name "": "by-vector", "by-queue" or "off"; with "tx-3": CPUs
// - rps, rps_flow_count: the name "" means every receive queue
// - irqbalance_ban: "lease": every interrupt that the demands place
// - thread_*: the name is empty; `match` says which threads
#pragma once

#include <string>
#include <vector>

#include "model/setting.h"

namespace holdfast {

/// Which threads a demand is for; an empty member asks for nothing. Globs where it says so.
struct ThreadMatch {
  std::string unit;    // systemd unit, glob
  std::string cgroup;  // path or one above it
  std::string user;    // a name or a number
  std::string exe;     // absolute path, glob
  std::string comm;    // glob; only narrows what the others match
  friend bool operator==(const ThreadMatch&, const ThreadMatch&) = default;
};

/// A place in a policy's text.
struct TextPlace {
  std::string file;
  int line = 0;    // 1-based; 0: none
  int column = 0;  // 1-based
  friend bool operator==(const TextPlace&, const TextPlace&) = default;
};
/// "policy.yaml:12:5"
std::string to_text(const TextPlace& place);

struct Demand {
  SettingKind kind = SettingKind::sysctl;
  std::string nic;
  std::string name;
  std::string value;
  ThreadMatch match;
  std::string thread;  // of thread_*: the policy's name for it, by which `exec` asks; or empty
  TextPlace place;
  /// Where this host cannot have it (the driver lacks the feature, the kernel the sysctl), that is
  /// an expected refusal: the policy said `unsupported: skip`.
  bool optional = false;
  friend bool operator==(const Demand&, const Demand&) = default;
};

/// A parameter of the kernel command line that the policy asks for: checked and told, never set.
struct CommandLineDemand {
  std::string parameter;  // "isolcpus"
  std::string value;      // "4-7"
  TextPlace place;
  friend bool operator==(const CommandLineDemand&, const CommandLineDemand&) = default;
};

/// A policy made concrete for one host.
struct Demands {
  std::string policy;   // its name
  std::string version;  // as written; empty when it has none
  std::string source;   // file
  CpuSet trading;       // CPUs that no other device's interrupt may reach; empty: none named
  std::vector<Demand> settings;
  std::vector<CommandLineDemand> command_line;
  friend bool operator==(const Demands&, const Demands&) = default;
};

}  // namespace holdfast
