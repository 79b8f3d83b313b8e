#include "cli/input.h"
#include "cli/verbs.h"
#include "host/snapshot.h"
#include "host_policy/demands.h"
#include "host_policy/thread_demand.h"

namespace holdfast {

int run_exec(const ExecOptions& options) {
  const auto reading = open_host("/");
  if (!reading) return report(reading.error());
  const auto scope = policy_scope_of(options.policy);
  if (!scope) return report(scope.error());
  const HostSnapshot host = read_snapshot(*reading->now, *scope);
  const auto demands = demands_of(options.policy, host);
  if (!demands) return report(demands.error());
  const auto launch = launch_of(*demands, options.thread, host.topology);
  if (!launch) return report(launch.error());
  if (const auto ready = prepare_launch(*launch, host.topology.online); !ready) {
    return report(Error{ready.error().code,
                        "exec: " + options.thread + " was not started: " + ready.error().sentence});
  }
  return report(become(options.command));
}

}  // namespace holdfast
