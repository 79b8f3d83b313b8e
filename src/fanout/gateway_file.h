// GatewayFile: the streams of a gateway as a file (--config), and the production that a gateway is
// compared with (--profile). One language, so that a profile can be the file that production runs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fanout/serve_options.h"

namespace holdfast {

/// What the file says; what it does not is absent.
struct GatewayFile {
  std::vector<StreamOptions> streams;  // with the file's ring and policy where they have none
  std::optional<Topology> topology;
  std::optional<IdleKind> idle;
  // Of a profile:
  std::optional<std::uint64_t> stocks;  // books, of all streams together
  std::optional<std::uint64_t> rate;    // messages a second, at its busiest
  std::optional<std::uint64_t> cpus;    // that the threads may use
};

/// The streams of `count`: names "0", "1", …; stream i has the group's address + i. usage when the
/// addresses would leave the groups.
Result<std::vector<StreamOptions>> numbered_streams(std::size_t count, const StreamOptions& first);

/// malformed, a line for each mistake with file, line and column. Keys:
///
///     topology: single            # thread-per-stream, single, single-pinned
///     idle: yield                 # spin, yield, back-off, park
///     ring: 8192                  # of streams that have none of their own
///     policy: drop                # likewise
///     streams: 14                 # with `group` and `second-line`, those of the first one; or a
///     list:
///       - {name: a, group: "239.1.1.1:4000", second-line: …, books: "1-100", ring: 8192, policy:
///       drop}
///     stocks: 8000                # of a profile, as are
///     rate: 560000                # messages a second
///     cpus: 18
Result<GatewayFile> parse_gateway_file(std::string_view file, std::string_view text);

}  // namespace holdfast
