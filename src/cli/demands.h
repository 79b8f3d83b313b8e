// A policy made concrete for one host, for the verbs that take a policy.
#pragma once

#include <string>

#include "base/result.h"
#include "model/demand.h"
#include "model/host_snapshot.h"

namespace holdfast {

/// `path`: a policy, or a folder of policies of which one matches this host.
Result<Demands> demands_of(const std::string& path, const HostSnapshot& host);

}  // namespace holdfast
