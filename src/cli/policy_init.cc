#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "cli/input.h"
#include "cli/verbs.h"
#include "host/new_file.h"
#include "host_policy/shipped_policies.h"
#include "policy/init.h"

namespace holdfast {
namespace {

std::string text_for(const HostSnapshot& host, ProfileName profile) {
  if (profile == ProfileName::any) return current_policy(host);
  const auto& all = shipped_policies();
  const auto shipped = std::find_if(all.begin(), all.end(), [&](const ShippedPolicy& policy) {
    return policy.name == name_of(profile);
  });
  return starting_policy(host, profile, shipped == all.end() ? "" : shipped->text);
}

}  // namespace

int run_policy_init(const PolicyOptions& options) {
  SnapshotScope scope;
  scope.flows = false;
  scope.writers = false;
  const auto view = view_host(options.input, scope, std::nullopt);
  if (!view) return report(view.error());
  const std::string text = text_for(view->host, options.profile);
  if (options.output.empty()) {
    fmt::print("{}", text);
    return kDone;
  }
  const auto written =
      write_new_file(options.output, text, options.force ? Overwrite::yes : Overwrite::no);
  if (!written) return report(written.error());
  fmt::print(stderr, "holdfast: {} written; read it, then: holdfast plan {}\n", options.output,
             options.output);
  return kDone;
}

}  // namespace holdfast
