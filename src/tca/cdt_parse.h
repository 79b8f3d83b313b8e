// The options of the verbs on analysis rows, as CLI11 has them, and what they mean.
#pragma once

#include <memory>

#include "base/result.h"
#include "tca/cdt_command.h"

namespace CLI {
class App;
}

namespace holdfast {

class CdtParser {
 public:
  explicit CdtParser(CdtPart part);
  ~CdtParser();
  /// Adds the verb.
  void build(CLI::App& app);
  /// After it was parsed. usage: what does not go together.
  Result<CdtCommand> command() const;

 private:
  struct Words;
  std::unique_ptr<Words> words_;
};

}  // namespace holdfast
