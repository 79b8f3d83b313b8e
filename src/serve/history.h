// History: what is older than the server remembers. A port: the agent's store behind it, a fake in
// tests, or nothing. Called from one thread that may wait.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace holdfast {

class History {
 public:
  virtual ~History() = default;
  /// Events numbered above `after`, oldest first, each as one line of JSON.
  virtual Result<std::vector<std::string>> events_after(std::uint64_t after, std::size_t limit) = 0;
  /// Brief frames of [since, until), oldest first, thinned to about `limit`.
  virtual Result<std::vector<std::string>> frames(std::int64_t since_ns, std::int64_t until_ns,
                                                  std::size_t limit) = 0;
};

}  // namespace holdfast
