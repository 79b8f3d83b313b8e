#include "gateway/policy_thread.h"

#include <fmt/format.h>

#include "host/live_source.h"
#include "host/snapshot.h"
#include "host_policy/demands.h"
#include "host_policy/thread_demand.h"

namespace holdfast {

Result<void> place_as(const Launch& wanted, const std::string& policy, const std::string& thread,
                      ThreadsOptions& threads) {
  const auto refuse = [&](std::string_view why) {
    return fail(ErrorCode::usage, fmt::format("{}: thread \"{}\" {}", policy, thread, why));
  };
  if (threads.topology != Topology::single_pinned) {
    return fail(ErrorCode::usage,
                fmt::format("--policy {} is of --topology single-pinned, and this one is {}",
                            policy, name_of(threads.topology)));
  }
  if (!wanted.cpus || wanted.cpus->size() != 1) {
    return refuse(fmt::format("is to run on {}; a pinned thread has one CPU",
                              wanted.cpus ? "CPUs " + wanted.cpus->to_list() : "any CPU"));
  }
  threads.cpu = wanted.cpus->to_vector().front().value;
  if (!wanted.scheduling) return {};
  const auto scheduling = wanted.scheduling->policy;
  if (scheduling != SchedulingPolicy::other && scheduling != SchedulingPolicy::fifo &&
      scheduling != SchedulingPolicy::rr) {
    return refuse(
        fmt::format("is of class {}; the gateway's may be other, fifo or rr", name_of(scheduling)));
  }
  threads.policy = scheduling;
  threads.priority = static_cast<int>(wanted.scheduling->priority);
  return {};
}

Result<void> place_by_policy(const std::string& policy, const std::string& thread,
                             ThreadsOptions& threads) {
  const auto scope = policy_scope_of(policy);
  if (!scope) return tl::unexpected(scope.error());
  LiveSource source;
  const HostSnapshot host = read_snapshot(source, *scope);
  const auto demands = demands_of(policy, host);
  if (!demands) return tl::unexpected(demands.error());
  const auto wanted = launch_of(*demands, thread, host.topology);
  if (!wanted) return tl::unexpected(wanted.error());
  return place_as(*wanted, policy, thread, threads);
}

}  // namespace holdfast
