// The demands of a policy on this host.
#pragma once

#include <string>

#include "base/result.h"
#include "host/snapshot.h"
#include "model/demand.h"
#include "model/host_snapshot.h"

namespace holdfast {

/// What a snapshot must hold for the policies of `path`, a file or a folder.
Result<SnapshotScope> scope_of(const std::string& path);

/// The demands of the policy at `path` on this host.
Result<Demands> demands_of(const std::string& path, const HostSnapshot& host);

}  // namespace holdfast
