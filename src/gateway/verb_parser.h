// VerbParser: the options of one verb, as CLI11 has them, and what they mean.
#pragma once

#include <memory>

#include "base/result.h"
#include "gateway/command_line.h"

namespace CLI {
class App;
}

namespace holdfast {

class VerbParser {
 public:
  VerbParser() = default;
  VerbParser(const VerbParser&) = delete;
  VerbParser& operator=(const VerbParser&) = delete;
  virtual ~VerbParser() = default;

  /// Adds the verb, which it returns.
  virtual CLI::App& build(CLI::App& app) = 0;
  /// After it was parsed, and the verb is the chosen one. usage: what does not go together.
  virtual Result<GatewayCommand> command() const = 0;
};

std::unique_ptr<VerbParser> make_client_parser();
std::unique_ptr<VerbParser> make_completion_parser();
std::unique_ptr<VerbParser> make_decode_parser();
std::unique_ptr<VerbParser> make_experiment_parser();
std::unique_ptr<VerbParser> make_replay_parser();
std::unique_ptr<VerbParser> make_serve_parser();

}  // namespace holdfast
