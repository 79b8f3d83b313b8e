#include "host_policy/demands.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "host_policy/shipped_policies.h"
#include "policy/host_match.h"
#include "policy/persistence.h"

namespace holdfast {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = std::size_t{1} << 20;  // the parser has a lower bound of its own

Result<std::string> read_text(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return fail(ErrorCode::usage, "it is a folder");
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(ErrorCode::usage, std::strerror(errno));
  std::string text(kMostBytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return fail(ErrorCode::failed, "it could not be read");
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

// Its own path: /usr/bin/holdfast once installed.
std::string this_program() {
  std::error_code error;
  const auto path = fs::read_symlink("/proc/self/exe", error);
  return error ? BootCommand().program : path.string();
}

// Beside the includer, else among the shipped policies.
Result<std::string> read_include(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error)) {
    const auto name = fs::path(path).stem().string();
    for (const auto& shipped : shipped_policies()) {
      if (shipped.name == name) return std::string(shipped.text);
    }
  }
  return read_text(path);
}

Result<ParsedPolicy> read_policy(const std::string& path) {
  const auto text = read_text(path);
  if (!text) {
    return fail(text.error().code, fmt::format("{}: {}", path, text.error().sentence));
  }
  auto parsed = parse_policy(path, *text, read_include);
  if (parsed.complaints.has_errors()) {
    return fail(ErrorCode::usage, parsed.complaints.errors_text());
  }
  return parsed;
}

Result<std::vector<std::string>> files_of(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const auto& path = entry->path();
    const bool is_hidden = path.filename().string().starts_with('.');
    const bool is_yaml = path.extension() == ".yaml" || path.extension() == ".yml";
    if (is_yaml && !is_hidden) files.push_back(path.string());
  }
  if (error) return fail(ErrorCode::usage, fmt::format("{}: {}", folder, error.message()));
  std::sort(files.begin(), files.end());
  if (files.empty()) {
    return fail(ErrorCode::usage, fmt::format("{}: there is no policy (*.yaml) in it", folder));
  }
  return files;
}

std::string absolute(const std::string& path) {
  std::error_code error;
  const auto whole = fs::absolute(path, error);
  return error ? path : whole.lexically_normal().string();
}

}  // namespace

Result<std::vector<ParsedPolicy>> read_policies(const std::string& path) {
  std::vector<std::string> files{path};
  std::error_code error;
  if (fs::is_directory(path, error)) {
    auto listed = files_of(path);
    if (!listed) return tl::unexpected(listed.error());
    files = std::move(*listed);
  }
  std::vector<ParsedPolicy> policies;
  std::string wrong;
  for (const auto& file : files) {
    auto policy = read_policy(file);
    if (policy) {
      policies.push_back(std::move(*policy));
    } else {
      wrong += (wrong.empty() ? "" : "\n") + policy.error().sentence;
    }
  }
  if (!wrong.empty()) return fail(ErrorCode::usage, wrong);
  return policies;
}

SnapshotScope scope_for(const std::vector<ParsedPolicy>& policies) {
  SnapshotScope scope;
  scope.threads = scope.flows = scope.writers = false;
  for (const auto& parsed : policies) {
    const auto files = policy_files(parsed.policy);
    scope.files.insert(scope.files.end(), files.begin(), files.end());
    // irqbalance is read with the other writers.
    if (parsed.policy.irqbalance != IrqbalanceMode::ignore) scope.writers = true;
    if (parsed.policy.persist.irqbalance) scope.writers = true;
    if (!parsed.policy.threads.empty()) scope.threads = scope.all_threads = true;
    if (parsed.policy.busy_poll && parsed.policy.busy_poll->automatic) scope.flows = true;
  }
  std::sort(scope.files.begin(), scope.files.end());
  scope.files.erase(std::unique(scope.files.begin(), scope.files.end()), scope.files.end());
  return scope;
}

Result<HostPolicy> host_policy_of(const std::string& path,
                                  const std::vector<ParsedPolicy>& policies,
                                  const HostSnapshot& host) {
  std::vector<Policy> candidates;
  for (const auto& parsed : policies) candidates.push_back(parsed.policy);
  const auto chosen = choose_policy(candidates, host);
  if (!chosen) {
    return fail(chosen.error().code, fmt::format("{}: {}", path, chosen.error().sentence));
  }
  HostPolicy out{policies[*chosen], {}, {}};
  out.resolved = resolve(out.parsed.policy, host, {this_program(), absolute(path)}, out.complaints);
  if (out.complaints.has_errors()) return fail(ErrorCode::absent, out.complaints.errors_text());
  return out;
}

Result<SnapshotScope> policy_scope_of(const std::string& path) {
  const auto policies = read_policies(path);
  if (!policies) return tl::unexpected(policies.error());
  return scope_for(*policies);
}

Result<Demands> demands_of(const std::string& path, const HostSnapshot& host) {
  const auto policies = read_policies(path);
  if (!policies) return tl::unexpected(policies.error());
  auto policy = host_policy_of(path, *policies, host);
  if (!policy) return tl::unexpected(policy.error());
  return std::move(policy->resolved.demands);
}

}  // namespace holdfast
