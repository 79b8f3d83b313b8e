#include "host/setting_mentions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxNamed = 12;
constexpr std::size_t kMaxCalled = 16;

struct Word {
  std::string_view text;
  std::string_view setting;
};

/// Files of the kernel; a line that only reads one is not a mention.
constexpr std::array kKernelFiles{
    Word{"smp_affinity", "interrupt affinity"},
    Word{"rps_cpus", "RPS"},
    Word{"rps_flow_cnt", "RFS"},
    Word{"rps_sock_flow_entries", "RFS"},
    Word{"xps_cpus", "XPS"},
    Word{"xps_rxqs", "XPS"},
    Word{"gro_flush_timeout", "GRO flush"},
    Word{"napi_defer_hard_irqs", "GRO flush"},
    Word{"/threaded", "threaded NAPI"},
    Word{"scaling_governor", "governors"},
    Word{"/proc/sys/net/", "network sysctls"},
};

/// Programs that change settings by being run.
constexpr std::array kPrograms{
    Word{"set_irq_affinity", "interrupt affinity"},
    Word{"mlnx_affinity", "interrupt affinity"},
    Word{"mlnx_tune", "interrupt affinity, NIC settings"},
    Word{"perftune", "interrupt affinity, RPS, XPS, network sysctls"},
    Word{"google_set_multiqueue", "channels, interrupt affinity, XPS"},
    Word{"sysctl -w net.", "network sysctls"},
    Word{"tc qdisc", "queueing disciplines"},
    Word{"txqueuelen", "queueing disciplines"},
    Word{"cpupower frequency-set", "governors"},
    Word{"taskset -", "thread affinity"},
    Word{"chrt -", "thread scheduling"},
    Word{"CPUAffinity=", "thread affinity"},
    // interfaces(5) with the hooks of Debian's package ethtool
    Word{"offload-", "offloads"},
    Word{"hardware-dma-ring-", "rings"},
    Word{"hardware-irq-coalesce-", "coalescing"},
};

/// Options of ethtool(8) that set something.
constexpr std::array kEthtoolOptions{
    Word{"-G", "rings"},
    Word{"--set-ring", "rings"},
    Word{"-K", "offloads"},
    Word{"--offload", "offloads"},
    Word{"--features", "offloads"},
    Word{"-C", "coalescing"},
    Word{"--coalesce", "coalescing"},
    Word{"-L", "channels"},
    Word{"--set-channels", "channels"},
    Word{"-X", "RSS"},
    Word{"--set-rxfh-indir", "RSS"},
    Word{"--rxfh", "RSS"},
    Word{"-N", "flow steering"},
    Word{"-U", "flow steering"},
    Word{"--config-nfc", "flow steering"},
    Word{"--config-ntuple", "flow steering"},
    Word{"-A", "pause frames"},
    Word{"--pause", "pause frames"},
    Word{"--set-priv-flags", "driver flags"},
};

/// Beginnings of keys of systemd.link(5) and systemd.network(5).
constexpr std::array kLinkKeys{
    Word{"IRQAffinity", "interrupt affinity"},
    Word{"RxChannels=", "channels"},
    Word{"TxChannels=", "channels"},
    Word{"OtherChannels=", "channels"},
    Word{"CombinedChannels=", "channels"},
    Word{"RxBufferSize=", "rings"},
    Word{"RxMiniBufferSize=", "rings"},
    Word{"RxJumboBufferSize=", "rings"},
    Word{"TxBufferSize=", "rings"},
    Word{"ReceivePacketSteeringCPUMask=", "RPS"},
    Word{"ReceiveQueues=", "channels"},
    Word{"TransmitQueues=", "channels"},
    Word{"TransmitQueueLength=", "queueing disciplines"},
    Word{"NTupleFilter=", "flow steering"},
    Word{"Parent=", "queueing disciplines"},
    Word{"[ethtool]", "NIC settings"},
};

constexpr std::array<std::string_view, 6> kSysctlPrefixes{"net.core.",          "net.ipv4.tcp_",
                                                          "net.ipv4.udp_",      "net.ipv4.ipfrag_",
                                                          "net.ipv4.ip_local_", "net.mptcp."};
constexpr std::array<std::string_view, 5> kSysctls{
    "kernel.numa_balancing", "kernel.timer_migration", "kernel.sched_rt_runtime_us",
    "vm.vfs_cache_pressure", "vm.stat_interval"};

/// Paths of programs that a distribution ships, and of what is no program.
constexpr std::array<std::string_view, 12> kNotOurs{"/bin/", "/sbin/",    "/usr/bin/", "/usr/sbin/",
                                                    "/lib/", "/usr/lib/", "/dev/",     "/proc/",
                                                    "/sys/", "/run/",     "/tmp/",     "/var/log/"};

bool contains(std::string_view text, std::string_view piece) {
  return text.find(piece) != std::string_view::npos;
}

void add(SettingMentions& mentions, std::string_view setting, int line) {
  if (mentions.empty()) mentions.first_line = line;
  const auto found = std::find(mentions.settings.begin(), mentions.settings.end(), setting);
  if (found == mentions.settings.end()) mentions.settings.emplace_back(setting);
}

bool is_comment(std::string_view line) {
  return line.empty() || line.front() == '#' || line.front() == ';';
}

/// Does the line write, as far as one can see: a redirection, tee, an assignment (udev's ATTR{}=)?
bool seems_to_write(std::string_view line) {
  return contains(line, ">") || contains(line, "tee ") || contains(line, "write") ||
         contains(line, "=");
}

void find_ethtool(std::string_view line, int number, SettingMentions& mentions) {
  if (!contains(line, "ethtool") && !contains(line, "ETHTOOL_OPTS")) return;
  while (!line.empty()) {
    std::string_view word = next_word(line);
    while (!word.empty() && contains("\"',;)`", word.substr(word.size() - 1))) {
      word.remove_suffix(1);
    }
    const auto quote = word.find_last_of("\"'=");
    if (quote != std::string_view::npos) word.remove_prefix(quote + 1);
    for (const Word& option : kEthtoolOptions) {
      if (word == option.text) add(mentions, option.setting, number);
    }
  }
}

std::string sysctl_name(std::string_view key) {
  std::string name(key);
  // Either separator may be used; the first decides (sysctl.d(5)).
  if (name.find_first_of("./") != std::string::npos && name[name.find_first_of("./")] == '/') {
    std::replace(name.begin(), name.end(), '/', '.');
  }
  return name;
}

bool is_ours(std::string_view sysctl) {
  return std::any_of(kSysctlPrefixes.begin(), kSysctlPrefixes.end(),
                     [&](auto prefix) { return sysctl.starts_with(prefix); }) ||
         std::find(kSysctls.begin(), kSysctls.end(), sysctl) != kSysctls.end();
}

/// The path that starts at `at`; empty when it is none, or one of the distribution's.
std::string_view script_path(std::string_view line, std::size_t at) {
  const std::string_view rest = line.substr(at);
  const std::string_view path = rest.substr(0, rest.find_first_of(" \t\"'`;|&<>(){}$*?,:=%\\"));
  if (path.size() < 2 || path.ends_with('/')) return {};
  for (const auto prefix : kNotOurs) {
    if (path.starts_with(prefix)) return {};
  }
  return path;
}

}  // namespace

std::string SettingMentions::owns() const {
  std::string text;
  for (std::size_t i = 0; i < std::min(settings.size(), kMaxNamed); ++i) {
    if (i > 0) text += ", ";
    text += settings[i];
  }
  if (settings.size() > kMaxNamed) text += fmt::format(" and {} more", settings.size() - kMaxNamed);
  return text;
}

SettingMentions find_in_script(std::string_view text) {
  SettingMentions mentions;
  int number = 0;
  while (const auto whole = next_line(text)) {
    ++number;
    const std::string_view line = trim(*whole);
    if (is_comment(line)) continue;
    for (const Word& file : kKernelFiles) {
      if (contains(line, file.text) && seems_to_write(line)) add(mentions, file.setting, number);
    }
    for (const Word& program : kPrograms) {
      if (contains(line, program.text)) add(mentions, program.setting, number);
    }
    find_ethtool(line, number, mentions);
  }
  return mentions;
}

std::vector<CalledScript> find_called_scripts(std::string_view text) {
  std::vector<CalledScript> scripts;
  int number = 0;
  while (const auto whole = next_line(text)) {
    ++number;
    const std::string_view line = trim(*whole);
    if (is_comment(line)) continue;
    for (auto at = line.find('/'); at != std::string_view::npos; at = line.find('/', at + 1)) {
      // A path begins after a blank or a sign, not in the middle of another word.
      if (at > 0 && !contains(" \t\"'`=;|&(-@+!:", line.substr(at - 1, 1))) continue;
      const std::string_view path = script_path(line, at);
      if (path.empty()) continue;
      if (scripts.size() == kMaxCalled) return scripts;
      scripts.push_back({number, std::string(path)});
    }
  }
  return scripts;
}

SettingMentions find_in_link_file(std::string_view text) {
  SettingMentions mentions;
  int number = 0;
  while (const auto whole = next_line(text)) {
    ++number;
    const std::string_view line = trim(*whole);
    if (is_comment(line)) continue;
    const std::string_view key = line.substr(0, line.find('='));
    if (contains(key, "Coalesce")) add(mentions, "coalescing", number);
    if (key.ends_with("Offload")) add(mentions, "offloads", number);
    for (const Word& word : kLinkKeys) {
      if (line.starts_with(word.text)) add(mentions, word.setting, number);
    }
  }
  return mentions;
}

SettingMentions find_in_sysctl_file(std::string_view text) {
  SettingMentions mentions;
  int number = 0;
  while (const auto whole = next_line(text)) {
    ++number;
    std::string_view line = trim(*whole);
    if (is_comment(line)) continue;
    if (line.front() == '-') line.remove_prefix(1);  // "ignore the failure"
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string name = sysctl_name(trim(line.substr(0, equals)));
    if (is_ours(name)) add(mentions, name, number);
  }
  return mentions;
}

}  // namespace holdfast
