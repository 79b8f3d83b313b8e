// Which settings of ours a text would change: shell scripts, udev rules, cron tables and unit
// files; systemd's .link and .network files; sysctl files. A mention is evidence for a person to
// look at, not a proof that the line ever runs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace holdfast {

struct SettingMentions {
  int first_line = 0;                 // 1-based, of the first mention
  std::vector<std::string> settings;  // "interrupt affinity", "rings"; each once, in their order
  bool empty() const { return settings.empty(); }
  /// "interrupt affinity, rings"; beyond a dozen, how many more there are.
  std::string owns() const;
};

/// Lines of commands, in whatever language; comments are passed over.
SettingMentions find_in_script(std::string_view text);

/// Keys of systemd.link(5) and systemd.network(5), and the [ethtool] section of NetworkManager's.
SettingMentions find_in_link_file(std::string_view text);

/// Keys of sysctl.d(5) that decide how packets are served, by name: "net.core.rmem_max".
SettingMentions find_in_sysctl_file(std::string_view text);

}  // namespace holdfast
