// The options of the verbs that change a host or ask whether it is as demanded.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "cli/options.h"

namespace CLI {
class App;
}

namespace holdfast {

/// Filled in by the parser; what it leaves as text is made a value by chosen_change().
struct ChangeVerbs {
  ApplyVerbOptions apply;
  VerifyOptions verify;
  RollbackOptions rollback;
  RecoverOptions recover;
  std::string risk, wait, wait_lock;
};

extern const std::vector<std::string> kRisks;

/// The text of a waiting time, "0" among them; `otherwise` when it is empty. usage: with `option`.
Result<double> seconds_of(const char* option, const std::string& text, double otherwise);

void build_change_verbs(CLI::App& app, ChangeVerbs& verbs);

using ChangeCommand =
    std::variant<std::monostate, ApplyVerbOptions, VerifyOptions, RollbackOptions, RecoverOptions>;
/// The chosen verb with its options; monostate when it is none of these. usage: a time that is
/// none.
Result<ChangeCommand> chosen_change(const CLI::App& app, ChangeVerbs verbs);

}  // namespace holdfast
