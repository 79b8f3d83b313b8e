// Reading a policy from the disk: a file, or the one of a folder that is for this host.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "host/snapshot.h"
#include "model/host_snapshot.h"
#include "policy/parse_policy.h"
#include "policy/resolve.h"

namespace holdfast {

/// The policies of `path`, parsed, with their warnings: one of a file; every *.yaml and *.yml of a
/// folder, by name. usage: a sentence a line for all that is wrong in any of them.
Result<std::vector<ParsedPolicy>> read_policies(const std::string& path);

/// What a snapshot must hold to resolve these policies and to plan by them; what costs much
/// (sockets, threads, other writers) only when one of them asks for it.
SnapshotScope scope_for(const std::vector<ParsedPolicy>& policies);

struct HostPolicy {
  ParsedPolicy parsed;
  ResolvedPolicy resolved;
  Complaints complaints;  // of resolving; no errors
};

/// The policy that is for this host, resolved. usage: none is, or several are; absent: this host
/// does not have what it names (a CPU that is offline, a queue, an interface); a sentence a line.
Result<HostPolicy> host_policy_of(const std::string& path,
                                  const std::vector<ParsedPolicy>& policies,
                                  const HostSnapshot& host);

/// The scope of a snapshot for demands_of. usage: as read_policies.
Result<SnapshotScope> policy_scope_of(const std::string& path);

/// The demands of the policy at `path` on this host, which was read with policy_scope_of(path).
/// usage: as the two above.
Result<Demands> demands_of(const std::string& path, const HostSnapshot& host);

}  // namespace holdfast
