#include "plan/rules_sysctl.h"

#include <fmt/format.h>

#include "base/text.h"
#include "plan/sysctl.h"

namespace holdfast {
namespace {

void check_fin_timeout(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  constexpr std::string_view kName = "net.ipv4.tcp_fin_timeout";
  constexpr std::uint64_t kWantedSeconds = 15;
  const auto now = sysctl_number(input.host.settings, kName);
  if (!input.profile.high_pps || !now || *now <= kWantedSeconds) return;
  add_finding(findings, rule, "host",
              fmt::format("{} is {} s, {} wants {}", kName, *now, name_of(input.profile.name),
                          kWantedSeconds),
              {sysctl_evidence(input.host.settings, kName)},
              sysctl_fix({{std::string(kName), std::to_string(kWantedSeconds)}}));
}

void check_slow_start(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  constexpr std::string_view kName = "net.ipv4.tcp_slow_start_after_idle";
  const auto now = sysctl_number(input.host.settings, kName);
  if (!input.profile.high_pps || !now || *now == 0) return;
  add_finding(findings, rule, "host",
              fmt::format("{} is {}, {} wants 0", kName, *now, name_of(input.profile.name)),
              {sysctl_evidence(input.host.settings, kName)},
              sysctl_fix({{std::string(kName), "0"}}));
}

/// The third of tcp_rmem's or tcp_wmem's three numbers: what a connection's buffer may grow to.
std::optional<std::uint64_t> tcp_limit(const Settings& settings, std::string_view name) {
  const auto found = settings.sysctls.find(std::string(name));
  if (found == settings.sysctls.end()) return std::nullopt;
  const auto words = words_of(found->second);
  if (words.size() != 3) return std::nullopt;
  return parse_number<std::uint64_t>(words[2]);
}

/// The first two as they are, each with a blank after it: only the limit is to change.
std::string tcp_floor(const Settings& settings, std::string_view name) {
  const auto found = settings.sysctls.find(std::string(name));
  if (found == settings.sysctls.end()) return {};
  const auto words = words_of(found->second);
  return words.size() == 3 ? fmt::format("{} {} ", words[0], words[1]) : std::string{};
}

void check_buffers(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  const auto& settings = input.host.settings;
  SysctlValues wanted;
  std::vector<Evidence> evidence;
  std::string list;
  const auto compare = [&](std::string_view name, std::optional<std::uint64_t> now,
                           std::optional<std::uint64_t> least, std::string_view before) {
    if (!now || !least || *now >= *least) return;
    wanted.emplace_back(name, fmt::format("{}{}", before, *least));
    evidence.push_back(sysctl_evidence(settings, name));
    list += fmt::format("{}{} is {} of {}", list.empty() ? "" : ", ", name, *now, *least);
  };
  const auto most = input.profile.min_socket_buffer;
  for (const std::string_view name : {"net.core.rmem_max", "net.core.wmem_max"}) {
    compare(name, sysctl_number(settings, name), most, "");
  }
  for (const std::string_view name : {"net.core.rmem_default", "net.core.wmem_default"}) {
    compare(name, sysctl_number(settings, name), input.profile.min_socket_buffer_default, "");
  }
  for (const std::string_view name : {"net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"}) {
    compare(name, tcp_limit(settings, name), most, tcp_floor(settings, name));
  }
  if (wanted.empty()) return;
  add_finding(findings, rule, "host",
              fmt::format("Socket buffers are below what {} wants: {} bytes",
                          name_of(input.profile.name), list),
              std::move(evidence), sysctl_fix(wanted));
}

void check_accept_queue(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  constexpr std::string_view kName = "net.core.somaxconn";
  const auto now = sysctl_number(input.host.settings, kName);
  const auto wanted = input.profile.min_somaxconn;
  if (!now || !wanted || *now >= *wanted) return;
  add_finding(
      findings, rule, "host",
      fmt::format("{} is {}, {} wants {}", kName, *now, name_of(input.profile.name), *wanted),
      {sysctl_evidence(input.host.settings, kName)},
      sysctl_fix({{std::string(kName), std::to_string(*wanted)}}));
}

/// Would reclaim take the dentries first? Most of them unused, and their slabs a good part of the
/// memory.
bool caches_face_reclaim(const Settings& settings) {
  constexpr double kShareOfMemory = 0.05;
  constexpr double kUnusedShare = 0.5;
  if (!settings.slab_reclaimable_bytes || !settings.memory_bytes || !settings.dentries ||
      !settings.dentries_unused || *settings.dentries == 0) {
    return false;
  }
  const auto share = [](std::uint64_t part, std::uint64_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
  };
  return *settings.memory_bytes > 0 &&
         share(*settings.slab_reclaimable_bytes, *settings.memory_bytes) >= kShareOfMemory &&
         share(*settings.dentries_unused, *settings.dentries) >= kUnusedShare;
}

void check_cache_pressure(const AuditInput& input, const Rule& rule,
                          std::vector<Finding>& findings) {
  constexpr std::string_view kName = "vm.vfs_cache_pressure";
  const auto& settings = input.host.settings;
  const auto now = sysctl_number(settings, kName);
  if (!input.profile.high_pps || !now || *now <= 50 || !caches_face_reclaim(settings)) return;
  constexpr std::uint64_t kKib = 1024;
  add_finding(findings, rule, "host",
              fmt::format("{} is {}, {} wants 50 while {} of {} dentries are unused and {} of {} "
                          "MiB are reclaimable slabs",
                          kName, *now, name_of(input.profile.name), *settings.dentries_unused,
                          *settings.dentries, *settings.slab_reclaimable_bytes / kKib / kKib,
                          *settings.memory_bytes / kKib / kKib),
              {sysctl_evidence(settings, kName),
               {"/proc/sys/fs/dentry-state",
                fmt::format("{} {}", *settings.dentries, *settings.dentries_unused)},
               {"/proc/meminfo",
                fmt::format("SReclaimable: {} kB", *settings.slab_reclaimable_bytes / kKib)},
               {"/proc/meminfo", fmt::format("MemTotal: {} kB", *settings.memory_bytes / kKib)}},
              sysctl_fix({{std::string(kName), "50"}}));
}

constexpr Rule kRules[] = {
    {23, "socket-buffers-small", Severity::advice,
     "sockets may not grow to the buffers that the profile asks for",
     "A burst that arrives while the reader is busy is dropped (UDP) or slows the sender (TCP) "
     "once the socket's buffer is full.",
     "sysctl: {net.core.rmem_max: N, net.core.wmem_max: N, net.ipv4.tcp_rmem: \"MIN DEFAULT N\", "
     "net.ipv4.tcp_wmem: \"MIN DEFAULT N\"}",
     "sysctl -w net.core.rmem_max=N net.core.wmem_max=N \"net.ipv4.tcp_rmem=MIN DEFAULT N\" "
     "\"net.ipv4.tcp_wmem=MIN DEFAULT N\"",
     "https://docs.kernel.org/networking/ip-sysctl.html", check_buffers},
    {23, "accept-queue-short", Severity::advice,
     "the limit on a listening socket's queue is below the profile's",
     "Connections that arrive in a burst beyond it are not accepted: the client waits for a "
     "retransmission, a second or more.",
     "sysctl: {net.core.somaxconn: 4096}", "sysctl -w net.core.somaxconn=4096",
     "https://docs.kernel.org/networking/ip-sysctl.html", check_accept_queue},
    {23, "fin-timeout-long", Severity::advice,
     "orphaned connections stay in FIN-WAIT-2 longer than the high-pps profile allows",
     "A server of many short connections keeps memory and ports for each of them meanwhile.",
     "sysctl: {net.ipv4.tcp_fin_timeout: 15}", "sysctl -w net.ipv4.tcp_fin_timeout=15",
     "https://docs.kernel.org/networking/ip-sysctl.html", check_fin_timeout},
    {23, "slow-start-after-idle", Severity::advice,
     "connections fall back to slow start after a pause, under the high-pps profile",
     "A connection that was idle for a retransmission timeout begins again with its initial "
     "window: the first answer after a pause takes several round trips.",
     "sysctl: {net.ipv4.tcp_slow_start_after_idle: 0}",
     "sysctl -w net.ipv4.tcp_slow_start_after_idle=0",
     "https://docs.kernel.org/networking/ip-sysctl.html", check_slow_start},
    {23, "cache-pressure-high", Severity::advice,
     "dentries and inodes fill memory, and the kernel is told to reclaim them eagerly",
     "A server of many files reads their names and inodes again and again; each one that was "
     "reclaimed costs a walk to the file system.",
     "sysctl: {vm.vfs_cache_pressure: 50}", "sysctl -w vm.vfs_cache_pressure=50",
     "https://docs.kernel.org/admin-guide/sysctl/vm.html#vfs-cache-pressure", check_cache_pressure},
};

}  // namespace

std::span<const Rule> sysctl_rules() { return kRules; }

}  // namespace holdfast
