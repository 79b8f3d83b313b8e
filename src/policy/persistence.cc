#include "policy/persistence.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace holdfast {
namespace {

constexpr const char* kNotice =
    "# Written by holdfast from the policy {}. Change the policy: what is changed here is lost\n"
    "# when it is applied next.\n";

// systemd.service(5), "Command lines": specifiers and variables are doubled, quotes escaped.
std::string unit_word(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '%' || c == '$') out += c;
    out += c == '\n' ? ' ' : c;
  }
  return out + "\"";
}

}  // namespace

std::string sysctl_path(std::string_view name) {
  std::string path = "/proc/sys/";
  for (const char c : name) path += c == '.' ? '/' : c;
  return path;
}

std::vector<std::string> policy_files(const Policy& policy) {
  std::vector<std::string> files;
  if (policy.persist.sysctl) files.emplace_back(kSysctlFile);
  if (policy.persist.irqbalance || policy.irqbalance == IrqbalanceMode::banned) {
    files.emplace_back(kIrqbalanceDefaults);
    files.emplace_back(kIrqbalanceSysconfig);
  }
  if (policy.persist.boot) {
    for (const auto* path : {kBootUnit, kBootWants, kBootRule}) files.emplace_back(path);
  }
  for (const auto& thread : policy.threads) {
    if (!thread.match.user.empty()) files.emplace_back("/etc/passwd");
  }
  for (const auto& [name, value] : policy.sysctl) {
    if (name.text.find("..") == std::string::npos) files.push_back(sysctl_path(name.text));
  }
  return files;
}

std::string sysctl_file(const Demands& demands) {
  std::vector<std::string> order;
  std::map<std::string, const Demand*> last;
  for (const auto& demand : demands.settings) {
    if (demand.kind != SettingKind::sysctl) continue;
    if (last.count(demand.name) == 0) order.push_back(demand.name);
    last[demand.name] = &demand;
  }
  std::string text = fmt::format(fmt::runtime(kNotice), demands.policy);
  for (const auto& name : order) {
    // "-": a sysctl that this kernel lacks is no error at boot.
    text += fmt::format("{}{} = {}\n", last[name]->optional ? "-" : "", name, last[name]->value);
  }
  return text;
}

std::string boot_unit(const std::string& policy_name, const BootCommand& boot) {
  return fmt::format(fmt::runtime(kNotice), policy_name) +
         fmt::format(
             "[Unit]\n"
             "Description=holdfast: bring this host to its policy\n"
             "Documentation=man:holdfast(1)\n"
             "After=network-pre.target systemd-sysctl.service systemd-modules-load.service "
             "irqbalance.service\n"
             "StartLimitIntervalSec=0\n"
             "\n"
             "[Service]\n"
             "Type=oneshot\n"
             "ExecStart={} apply --quiet {}\n"
             "# 4: some interrupts wait for their next event, which is no failure.\n"
             "SuccessExitStatus=4\n",
             unit_word(boot.program), unit_word(boot.policy));
}

std::string boot_wants() {
  return "# Written by holdfast: the boot wants its apply.\n"
         "[Unit]\n"
         "Wants=holdfast-apply.service\n";
}

std::string boot_rule() {
  return "# Written by holdfast: an interface that appears, or gets its name, is set up.\n"
         "ACTION==\"add|move\", SUBSYSTEM==\"net\", DRIVERS==\"?*\", TAG+=\"systemd\", "
         "ENV{SYSTEMD_WANTS}+=\"holdfast-apply.service\"\n";
}

}  // namespace holdfast
