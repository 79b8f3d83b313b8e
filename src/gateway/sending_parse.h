// SendingParser: the options of `serve` that say how its datagrams go out.
#pragma once

#include <string>

#include "base/result.h"
#include "fanout/serve_options.h"

namespace CLI {
class App;
}

namespace holdfast {

class SendingParser {
 public:
  /// Some are written to `sending` at once, which lives as long as `verb`.
  void build(CLI::App& verb, SendingOptions& sending);
  /// The rest, and what does not go together. usage.
  Result<void> read(const CLI::App& verb, SendingOptions& sending) const;

 private:
  std::string method_ = "socket", loss_;
};

}  // namespace holdfast
