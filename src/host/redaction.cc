#include "host/redaction.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "host/canonical_path.h"
#include "host/redacted_text.h"

namespace holdfast {
namespace {

/// Parameters that holdfast reads; '*' as in matches_glob.
constexpr std::array<std::string_view, 31> kParameters{
    "isolcpus*",          "nohz*",        "rcu_*",         "rcupdate.*",    "irqaffinity*",
    "threadirqs*",        "mitigations*", "idle=*",        "intel_idle*",   "processor.*",
    "intel_pstate*",      "amd_pstate*",  "cpufreq*",      "cpuidle*",      "nosmt*",
    "maxcpus*",           "nr_cpus*",     "pci=*",         "iommu*",        "intel_iommu*",
    "amd_iommu*",         "clocksource*", "tsc*",          "numa_*",        "transparent_hugepage*",
    "workqueue.*",        "skew_tick*",   "nosoftlockup*", "nmi_watchdog*", "*hugepages*",
    "default_hugepagesz*"};

/// Of a process; whatever else was read of one is emptied.
constexpr std::array<std::string_view, 6> kProcessFiles{"comm",    "stat",   "status",
                                                        "cmdline", "cgroup", "schedstat"};
/// Of /proc/net, without a name or an address in them.
constexpr std::array<std::string_view, 9> kNetFiles{"softnet_stat", "dev",     "snmp",
                                                    "snmp6",        "netstat", "sockstat",
                                                    "sockstat6",    "packet",  "protocols"};
constexpr std::array<std::string_view, 7> kUniqueFiles{"serial",    "serial_number", "wwid", "vpd",
                                                       "unique_id", "uuid",          "uid"};
constexpr std::size_t kPciHeader = 256;  // beyond: extended capabilities, a serial number in them

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& set, std::string_view name) {
  return std::find(set.begin(), set.end(), name) != set.end();
}

/// "12/task/13/stat" of "/proc/12/task/13/stat"; empty when the path is not of a process.
std::string_view below_proc(std::string_view path) {
  constexpr std::string_view kProc = "/proc/";
  if (!path.starts_with(kProc)) return {};
  path.remove_prefix(kProc.size());
  return !path.empty() && path.front() >= '0' && path.front() <= '9' ? path : std::string_view{};
}

class Redactor {
 public:
  explicit Redactor(const RedactionRules& rules) : rules_(rules), pseudonyms_(rules.random) {}

  void learn(const Recording& recording);
  void apply(Recording& recording);

 private:
  std::string file(std::string_view path, const std::string& bytes);
  std::string process_file(std::string_view path, const std::string& bytes);
  std::string net_file(std::string_view name, const std::string& bytes);
  std::string link(std::string_view path, const std::string& target);
  std::string without_host_name(std::string text) const;
  void record(Record& record);

  /// The name of a task of that folder, in the open or its stand-in.
  std::string name_of(std::string_view task_folder, std::string_view real);
  bool is_kernel_thread(std::string_view path) const;

  const RedactionRules& rules_;
  Pseudonyms pseudonyms_;
  std::string host_name_;
  std::set<std::string, std::less<>> kernel_threads_;         // process numbers
  std::map<std::string, std::string, std::less<>> programs_;  // process number → real name
};

void Redactor::learn(const Recording& recording) {
  for (const auto& [path, entry] : recording.entries) {
    if (path == "/proc/sys/kernel/hostname" || (path == "/etc/hostname" && host_name_.empty())) {
      host_name_ = trim(entry.bytes);
    }
    const auto process = below_proc(path);
    const auto slash = process.find('/');
    if (slash == std::string_view::npos || process.substr(slash) != "/stat") continue;
    const std::string_view stat = entry.bytes;
    const auto open = stat.find('(');
    const auto close = stat.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) continue;
    const std::string number(process.substr(0, slash));
    programs_.insert_or_assign(number, std::string(stat.substr(open + 1, close - open - 1)));
    const auto fields = words_of(stat.substr(close + 1));
    // kthreadd is process 2 and the parent of every kernel thread.
    if (number == "2" || (fields.size() > 1 && fields[1] == "2")) kernel_threads_.insert(number);
  }
}

bool Redactor::is_kernel_thread(std::string_view path) const {
  const auto process = below_proc(path);
  return kernel_threads_.contains(process.substr(0, process.find('/')));
}

std::string Redactor::name_of(std::string_view path, std::string_view real) {
  if (is_kernel_thread(path) || rules_.known_program(real)) return std::string(real);
  return pseudonyms_.name(real);
}

std::string Redactor::net_file(std::string_view name, const std::string& bytes) {
  if (name == "tcp" || name == "tcp6" || name == "udp" || name == "udp6") {
    return redacted_socket_table(bytes, pseudonyms_);
  }
  if (name == "route") return redacted_routes(bytes, pseudonyms_);
  if (name == "igmp") return redacted_hex_addresses(bytes, true, pseudonyms_);
  if (name == "igmp6" || name == "if_inet6") {
    return redacted_hex_addresses(bytes, false, pseudonyms_);
  }
  return is_one_of(kNetFiles, name) ? bytes : "";
}

std::string Redactor::process_file(std::string_view path, const std::string& bytes) {
  const auto name = name_in_folder(path);
  if (name_in_folder(folder_of(path)) == "net") return net_file(name, bytes);
  if (!is_one_of(kProcessFiles, name)) return "";
  if (name == "schedstat" || bytes.empty()) return bytes;
  if (name == "cgroup") return redacted_cgroup(bytes, rules_, pseudonyms_);
  if (name == "comm") return name_of(path, trim(bytes)) + '\n';
  if (name == "cmdline") {
    const auto process = below_proc(path);
    const auto program = programs_.find(process.substr(0, process.find('/')));
    const std::string real = program == programs_.end() ? "" : program->second;
    return rules_.known_program(real) ? bytes : pseudonyms_.name(real) + '\0';
  }
  const auto open = bytes.find(name == "stat" ? '(' : '\t');
  const auto close = name == "stat" ? bytes.rfind(')') : bytes.find('\n');
  if (open == std::string::npos || close == std::string::npos || close < open) return "";
  const std::string shown =
      name_of(path, std::string_view(bytes).substr(open + 1, close - open - 1));
  return name == "stat" ? renamed_stat(bytes, shown) : redacted_status(bytes, shown);
}

std::string Redactor::file(std::string_view path, const std::string& bytes) {
  const auto name = name_in_folder(path);
  if (!below_proc(path).empty()) return process_file(path, bytes);
  if (path.starts_with("/proc/net/")) return net_file(name, bytes);
  if (path == "/proc/cmdline") return redacted_kernel_line(bytes);
  if (path == "/proc/sys/kernel/hostname" || path == "/etc/hostname") return "host\n";
  if (path == "/proc/sys/kernel/domainname") return "(none)\n";
  if (path.starts_with("/proc/sys/kernel/random/")) return "";
  if (path.starts_with("/sys/")) {
    if (is_one_of(kUniqueFiles, name)) return "";
    if (name == "phys_port_id" || name == "phys_switch_id") return pseudonyms_.name(bytes) + '\n';
    if (name == "config") return bytes.substr(0, kPciHeader);
    return name == "address" || name == "broadcast" ? pseudonyms_.in_text(bytes) : bytes;
  }
  if (path.starts_with("/proc/") || path.starts_with("/boot/config-")) return bytes;
  if (path == "/var/lib/dpkg/status") return redacted_packages(bytes, rules_);
  return without_host_name(redacted_configuration(bytes, pseudonyms_));
}

std::string Redactor::link(std::string_view path, const std::string& target) {
  if (below_proc(path).empty() || is_kernel_thread(path)) return target;
  constexpr std::array<std::string_view, 4> kOpen{"socket:[", "pipe:[", "anon_inode:", "/dev/"};
  const bool open = std::any_of(kOpen.begin(), kOpen.end(),
                                [&](std::string_view start) { return target.starts_with(start); });
  const auto name = name_in_folder(path);
  const bool own =
      name_in_folder(folder_of(path)) != "fd" && name != "exe" && name != "cwd" && name != "root";
  if (open || own || rules_.known_program(name_in_folder(target))) return target;
  return "/redacted/" + pseudonyms_.name(target);
}

std::string Redactor::without_host_name(std::string text) const {
  constexpr std::size_t kShortest = 3;  // a shorter name would be found in words of any language
  if (host_name_.size() < kShortest) return text;
  for (auto at = text.find(host_name_); at != std::string::npos;
       at = text.find(host_name_, at + 4)) {
    text.replace(at, host_name_.size(), "host");
  }
  return text;
}

void Redactor::record(Record& record) {
  for (auto& [name, value] : record.fields) {
    if (name.ends_with("mask")) continue;
    if (auto* text = std::get_if<std::string>(&value)) {
      *text = pseudonyms_.in_text(*text);
    } else if (auto* texts = std::get_if<std::vector<std::string>>(&value)) {
      for (auto& one : *texts) one = pseudonyms_.in_text(one);
    } else if (auto* records = std::get_if<std::vector<Record>>(&value)) {
      for (auto& one : *records) this->record(one);
    }
  }
}

void Redactor::apply(Recording& recording) {
  for (auto& [path, entry] : recording.entries) {
    if (!entry.read) continue;
    if (entry.kind == EntryKind::file) entry.bytes = file(path, entry.bytes);
    if (entry.kind == EntryKind::link) entry.bytes = link(path, entry.bytes);
  }
  for (auto& [path, answer] : recording.answers) {
    if (!answer.answer) continue;
    for (auto& one : *answer.answer) record(one);
  }
}

}  // namespace

void redact(Recording& first, Recording& later, const RedactionRules& rules) {
  Redactor redactor(rules);
  redactor.learn(first);
  redactor.learn(later);
  redactor.apply(first);
  redactor.apply(later);
}

std::string redacted_kernel_line(std::string_view text) {
  std::string out;
  for (const auto word : words_of(text)) {
    const bool kept = std::any_of(kParameters.begin(), kParameters.end(),
                                  [&](auto pattern) { return matches_glob(pattern, word); });
    if (!kept) continue;
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out + '\n';
}

}  // namespace holdfast
