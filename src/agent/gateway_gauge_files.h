// GatewayGaugeFiles: the gauges of gateways on this host, from the files that each of them replaces
// every second (`holdfast-gateway serve --gauges`).
//
// Others write them, and nothing of them is believed: a file is read without following a link,
// without waiting, within 256 kB, and only while it is young. One that is not there is no error.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/agent_status.h"
#include "model/gateway_gauges.h"

namespace holdfast {

class GatewayGaugeFiles {
 public:
  static constexpr std::int64_t kOldNs = 10'000'000'000;

  explicit GatewayGaugeFiles(const std::vector<std::string>& paths);

  /// Of each file that was replaced since the last call. `wall_ns`: since 1970, UTC.
  std::vector<GatewayGauges> read(std::int64_t wall_ns);
  /// "gateway PATH" of each: degraded when something is there that cannot be read.
  std::vector<WatchSource> states() const;

 private:
  struct File {
    std::string path;
    std::int64_t written_ns = 0;  // of the last one that was looked at
    std::uint64_t inode = 0;
    WatchSource state;
  };
  static Result<bool> look(File& file, std::int64_t wall_ns, std::string& text);

  std::vector<File> files_;
  std::string text_;
};

}  // namespace holdfast
