#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "tca/features_command.h"

namespace holdfast {

void FeaturesParser::build(CLI::App& app) {
  cdt_.build(app);
  auto& verb = *app.get_subcommand("features");
  verb.add_option("--dose", command_.dose,
                  "a column from 0 to 1, as VAM_eff at the decision (default: the treatment)")
      ->type_name("COLUMN");
  verb.add_option("--session", command_.session,
                  "the column of sessions, which ascend as texts (default session)")
      ->type_name("COLUMN");
  verb.add_option("--sessions", command_.sessions, "calibrate on the last of these (default 20)")
      ->type_name("N")
      ->check(CLI::Range(1U, 100'000U));
  verb.add_option("--grade", grade_,
                  "how far the cause is known, as a report says: B, C or D (default C); the page "
                  "acts on A and B")
      ->check(CLI::IsMember({"B", "C", "D"}));
  verb.add_option("--canary", command_.canary, "a canary's folder: grade A when it says PROMOTE")
      ->type_name("FOLDER");
}

Result<FeaturesCommand> FeaturesParser::command() const {
  auto command = command_;
  auto cdt = cdt_.command();
  if (!cdt) return tl::unexpected(cdt.error());
  command.cdt = std::move(*cdt);
  command.grade = grade_.front();
  if (command.cdt.taus.size() != 1) {
    return fail(ErrorCode::usage, "features: --tau takes one share, as 0.95");
  }
  return command;
}

}  // namespace holdfast
