#include <fmt/format.h>

#include <cstdio>

#include "cli/show_views.h"
#include "cli/verbs.h"
#include "model/json.h"

namespace holdfast {
namespace {

// Only what the view prints is read: `show` must stay cheap enough to type at any moment.
SnapshotScope scope_of(const ShowOptions& options) {
  if (options.json) return {};
  return {.all_vectors = options.all,
          .threads = options.what == "queues" || options.what == "flows",
          .flows = options.what == "flows",
          .writers = options.what == "writers" || options.what.empty(),
          .nic_settings = options.what != "writers",
          .queue_masks = options.what == "queues",
          .cpu_details = options.what == "cpus"};
}

std::string text_of(const ShowContext& context) {
  const auto& what = context.options.what;
  if (what == "nics") return show_nics(context);
  if (what == "vectors") return show_vectors(context);
  if (what == "queues") return show_queues(context);
  if (what == "cpus") return show_cpus(context);
  if (what == "flows") return show_flows(context);
  if (what == "writers") return show_writers(context);
  return show_overview(context);
}

Result<void> check_interfaces(const HostSnapshot& host, const ShowOptions& options) {
  for (const auto& name : options.interfaces) {
    if (host.find_nic(name) != nullptr) continue;
    std::string known;
    for (const auto& nic : host.nics) known += (known.empty() ? "" : ", ") + nic.name;
    return fail(ErrorCode::usage,
                fmt::format("there is no interface \"{}\"; there are {}", name, known));
  }
  return {};
}

}  // namespace

int run_show(const ShowOptions& options) {
  const auto view = view_host(options.input, scope_of(options), options.input.interval_seconds);
  if (!view) return report(view.error());
  if (const auto known = check_interfaces(view->host, options); !known)
    return report(known.error());
  if (options.json) {
    fmt::print("{}\n", to_json(view->host));
    return kDone;
  }
  const Screen screen = Screen::of_standard_output();
  fmt::print("{}", text_of({*view, options, screen}));
  std::fflush(stdout);
  report(view->host.diagnostics);
  return kDone;
}

}  // namespace holdfast
