#include "cli/change_verbs.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/printable.h"
#include "cli/command_line.h"

namespace holdfast {

const std::vector<std::string> kRisks{"safe", "resets-queues", "drops-link"};

namespace {

void add_waits(CLI::App& verb, ChangeVerbs& verbs) {
  verb.add_option("--wait", verbs.wait,
                  "how long to wait for interrupts that must come (default 2s)")
      ->type_name("TIME");
  verb.add_option("--wait-lock", verbs.wait_lock,
                  "how long to wait for another apply to end (default: not at all)")
      ->type_name("TIME");
}

void build_apply(CLI::App& app, ChangeVerbs& verbs) {
  auto& verb = *app.add_subcommand("apply", "make this host as a policy or a saved plan says");
  verb.add_option("policy", verbs.apply.policy, "a policy, a folder of policies or a saved plan")
      ->required();
  verb.add_option("--risk", verbs.risk,
                  "the worst that a step may do: safe, resets-queues (default) or drops-link")
      ->type_name("RISK")
      ->check(CLI::IsMember(kRisks));
  verb.add_option("--only", verbs.apply.only, "only these kinds of settings, e.g. vectors")
      ->type_name("KINDS");
  add_waits(verb, verbs);
  verb.add_flag("--json", verbs.apply.json, "the outcome as JSON");
  verb.add_flag("--quiet,-q", verbs.apply.quiet, "print nothing but errors");
}

void build_verify(CLI::App& app, ChangeVerbs& verbs) {
  auto& verb = *app.add_subcommand("verify", "is this host as a policy says? Changes nothing");
  verb.add_option("policy", verbs.verify.policy, "a policy or a folder of policies")->required();
  verb.add_option("--only", verbs.verify.only, "only these kinds of settings, e.g. vectors")
      ->type_name("KINDS");
  verb.add_flag("--json", verbs.verify.json, "the verdict as JSON");
}

void build_rollback(CLI::App& app, ChangeVerbs& verbs) {
  auto& verb = *app.add_subcommand("rollback", "put back what an apply has changed");
  verb.add_option("id", verbs.rollback.ids, "which applies (default: the last one)");
  verb.add_flag("--list", verbs.rollback.list, "print the applies that are known instead");
  add_waits(verb, verbs);
  verb.add_flag("--json", verbs.rollback.json, "the outcome as JSON");
}

void build_recover(CLI::App& app, ChangeVerbs& verbs) {
  auto& verb = *app.add_subcommand("recover", "bring an apply that was killed to an end");
  verb.add_flag("--forward", verbs.recover.forward, "finish it, instead of putting back what was");
  add_waits(verb, verbs);
  verb.add_flag("--json", verbs.recover.json, "the outcome as JSON");
}

}  // namespace

Result<double> seconds_of(const char* option, const std::string& text, double otherwise) {
  if (text.empty()) return otherwise;
  if (text == "0") return 0.0;
  const auto seconds = parse_duration(text);
  if (seconds) return *seconds;
  return fail(ErrorCode::usage, fmt::format("{} \"{}\" is not a time such as 2s or 250ms, up to 1h",
                                            option, printable(text)));
}

void build_change_verbs(CLI::App& app, ChangeVerbs& verbs) {
  build_apply(app, verbs);
  build_verify(app, verbs);
  build_rollback(app, verbs);
  build_recover(app, verbs);
}

Result<ChangeCommand> chosen_change(const CLI::App& app, ChangeVerbs verbs) {
  const auto wait = seconds_of("--wait", verbs.wait, 2);
  if (!wait) return tl::unexpected(wait.error());
  const auto wait_lock = seconds_of("--wait-lock", verbs.wait_lock, 0);
  if (!wait_lock) return tl::unexpected(wait_lock.error());
  verbs.apply.wait_seconds = verbs.rollback.wait_seconds = verbs.recover.wait_seconds = *wait;
  verbs.apply.wait_lock_seconds = verbs.rollback.wait_lock_seconds =
      verbs.recover.wait_lock_seconds = *wait_lock;
  if (const auto risk = parse_risk(verbs.risk)) verbs.apply.ceiling = *risk;
  if (app.got_subcommand("apply")) return ChangeCommand(verbs.apply);
  if (app.got_subcommand("verify")) return ChangeCommand(verbs.verify);
  if (app.got_subcommand("rollback")) return ChangeCommand(verbs.rollback);
  if (app.got_subcommand("recover")) return ChangeCommand(verbs.recover);
  return ChangeCommand();
}

}  // namespace holdfast
