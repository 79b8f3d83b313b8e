#include <fmt/format.h>

#include "cli/agent_client.h"
#include "cli/verbs.h"

namespace holdfast {

int run_regime(const RegimeOptions& options) {
  if (options.what == "replay") {
    if (!options.tape.empty()) return run_regime_replay(options);
    return report(
        Error{ErrorCode::usage, "regime replay: which tape? holdfast regime replay TAPE"});
  }
  if (!options.tape.empty()) {
    return report(Error{ErrorCode::usage, "regime release takes no tape"});
  }
  const auto answer = ask_agent(options.run_folder, R"({"verb":"release"})");
  if (!answer) return report_failure(answer.error());
  fmt::print("{}\n", *answer);
  return kDone;
}

}  // namespace holdfast
