#include "apply/apply.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cstdio>

#include "apply/live_host.h"
#include "base/text.h"
#include "cli/apply_session.h"
#include "cli/outcome_text.h"
#include "cli/signals.h"
#include "cli/verbs.h"
#include "host/errno_name.h"
#include "host_policy/demands.h"
#include "model/json_plan.h"

namespace holdfast {
namespace {

constexpr std::size_t kLargestPlan = std::size_t{64} << 20U;

// The text of a saved plan; nullopt for what must be a policy: a folder, or anything but JSON.
Result<std::optional<std::string>> saved_plan_text(const std::string& path) {
  const auto file = open_at(AT_FDCWD, path.c_str(), O_RDONLY);
  std::string text;
  const auto read = file ? read_regular(file->fd(), text, kLargestPlan)
                         : ReadResult<void>(tl::unexpected(file.error()));
  // demands_of() says what is wrong with it.
  if (!read && read.error() != std::errc::file_too_large) return std::nullopt;
  if (!read) return fail(ErrorCode::too_large, fmt::format("{}: over 64 MiB", path));
  if (!trim(text).starts_with('{')) return std::nullopt;
  return text;
}

Result<ApplyRequest> request_of(const ApplyVerbOptions& options) {
  ApplyRequest request;
  const auto kinds = parse_kinds(options.only);
  if (!kinds) return tl::unexpected(kinds.error());
  request.kinds = *kinds;
  const auto text = saved_plan_text(options.policy);
  if (!text) return tl::unexpected(text.error());
  if (*text) {
    auto plan = plan_from_json(**text);
    if (!plan) {
      return fail(plan.error().code, fmt::format("{}: {}", options.policy, plan.error().sentence));
    }
    request.demands = only(plan->demands, *kinds);
    request.saved = only(std::move(*plan), *kinds);
  } else {
    const auto scope = policy_scope_of(options.policy);
    if (!scope) return tl::unexpected(scope.error());
    auto demands = demands_of(options.policy, LiveHost(*scope).read());
    if (!demands) return tl::unexpected(demands.error());
    request.demands = only(std::move(*demands), *kinds);
  }
  request.options.ceiling = options.ceiling;
  request.options.wait_seconds = options.wait_seconds;
  request.options.interruption = interruption_by_signal;
  return request;
}

}  // namespace

int run_apply(const ApplyVerbOptions& options) {
  auto request = request_of(options);
  if (!request) return report_failure(request.error());
  auto session = ApplySession::open(options.wait_lock_seconds);
  if (!session) return report_failure(session.error());
  if (auto finished = session->check_finished(); !finished) return report_failure(finished.error());
  const Screen screen = Screen::of_standard_output();
  if (!options.json && !options.quiet) request->options.progress = step_printer(screen);
  const auto stamp = session->stamp();
  auto files = new_journal_files(session->folders(), stamp.id);
  Journal journal(files.runtime, files.persistent);
  LiveHost host(scope_of(request->demands));
  const StopSignal signals;
  const Outcome outcome = apply(host, journal, stamp, *request);
  prune_journals(session->folders());
  return print_outcome(outcome, options.json, options.quiet);
}

}  // namespace holdfast
