// The command line of `serve` as a value.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fanout/serve_options.h"

namespace holdfast {

struct ServeCommand {
  ServeOptions options;  // its streams: the first one, when there is no file of them
  std::size_t stream_count = 1;
  std::string config, profile;                  // files; empty: none
  std::string policy;                           // where the pinned thread's placement is; or empty
  std::string policy_thread = "hf-delta";       // its name there
  bool has_topology = false, has_idle = false;  // on the command line: then a file's do not count
  std::optional<Endpoint> metrics;              // where /metrics is
  std::string gauges;                           // a file that is replaced each second; empty: none
  bool live = false, json = false;
};

}  // namespace holdfast
