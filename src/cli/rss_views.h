// The views of `holdfast rss`: each a pure function of the host and of the flows asked about.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/options.h"
#include "cli/table.h"
#include "model/host_snapshot.h"
#include "rss/flow_list.h"

namespace holdfast {

struct RssView {
  const HostSnapshot& host;
  const std::vector<ListedFlow>& flows;
  const RssOptions& options;
  const Screen& screen;
};

std::string rss_where(const RssView& view);
std::string rss_collisions(const RssView& view);
std::string rss_asymmetric(const RssView& view);
/// usage and unsupported: those of solve() (rss/solution.h), and queues that are no queues.
Result<std::string> rss_solve(const RssView& view);

/// "4": queues 0 to 3; "0-3", "0,2": those. usage: anything else.
Result<std::vector<std::uint32_t>> parse_queues(std::string_view option, std::string_view text);

/// "comm pid", the pid alone, or "-".
std::string owner_of(const HostSnapshot& host, const Flow& flow);

}  // namespace holdfast
