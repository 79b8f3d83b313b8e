#include "cli/file_policy_source.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "apply/live_host.h"
#include "host_policy/demands.h"

namespace holdfast {
namespace {

/// Name, inode, size and time of change: what an editor cannot replace a file without changing.
std::string stamp_of(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return path + ":gone\n";
  return fmt::format("{}:{}:{}:{}:{}.{}\n", path, status.st_dev, status.st_ino, status.st_size,
                     status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

AgentPolicy agent_policy(HostPolicy policy) {
  AgentPolicy found;
  const Policy& text = policy.parsed.policy;
  found.heal.heal = text.reconcile.mode == ReconcileMode::heal;
  found.heal.max_per_minute = text.reconcile.max_per_minute;
  found.heal.yield_after = text.reconcile.yield_after;
  found.heal.retry_seconds = text.reconcile.retry_seconds;
  for (const auto& glob : text.reconcile.allow) found.heal.allow.push_back(glob.text);
  found.regime = text.regime;
  for (const auto& group : policy.resolved.classes) {
    if (group.name == "housekeeping") found.housekeeping = group.cpus;
  }
  found.probe_stream = std::move(policy.resolved.probe_stream);
  found.demands = std::move(policy.resolved.demands);
  return found;
}

}  // namespace

std::string FilePolicySource::fingerprint() {
  std::set<std::string> paths{path_};
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path_, error)) {
    paths.insert(entry.path().string());
  }
  for (const auto& parsed : policies_) {
    paths.insert(parsed.policy.source);
    paths.insert(parsed.policy.included.begin(), parsed.policy.included.end());
  }
  std::string stamps;
  for (const auto& path : paths) stamps += stamp_of(path);
  return stamps;
}

Result<SnapshotScope> FilePolicySource::read() {
  auto policies = read_policies(path_);
  if (!policies) return tl::unexpected(policies.error());
  policies_ = *std::move(policies);
  return scope_for(policies_);
}

Result<AgentPolicy> FilePolicySource::resolve(const HostSnapshot& host) {
  auto policy = host_policy_of(path_, policies_, host);
  if (!policy) return tl::unexpected(policy.error());
  return agent_policy(*std::move(policy));
}

}  // namespace holdfast
