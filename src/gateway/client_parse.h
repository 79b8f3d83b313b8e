// The options of `client`, as CLI11 has them, and what they mean.
#pragma once

#include <memory>

#include "base/result.h"
#include "gateway/client_command.h"

namespace CLI {
class App;
}

namespace holdfast {

class ClientParser {
 public:
  ClientParser();
  ~ClientParser();
  /// Adds the verb.
  void build(CLI::App& app);
  /// After it was parsed. usage: what does not go together.
  Result<ClientCommand> command() const;

 private:
  struct Words;
  std::unique_ptr<Words> words_;
};

}  // namespace holdfast
