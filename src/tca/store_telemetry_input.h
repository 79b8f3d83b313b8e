// An agent's store as telemetry: its frames are windows already.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tca/order_tables.h"
#include "telemetry/host_window.h"

namespace holdfast {

struct StoredHost {
  std::vector<HostWindow> windows;
  std::vector<std::int64_t> changes;
};
using StoredHosts = std::map<std::string, StoredHost, std::less<>>;

/// `path`: the agent's folder, or the holdfast.db in it.
Result<void> read_store(const std::string& path, StoredHosts& to, std::vector<FileSource>& sources);

}  // namespace holdfast
