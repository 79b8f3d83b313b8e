// Finding: one thing that is wrong with a host, the evidence, and the way out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace holdfast {

enum class Severity { critical, warning, advice, note };  // worst first
std::string_view name_of(Severity severity);

struct Evidence {
  std::string source;  // a file or a command, "/proc/irq/38/smp_affinity_list"
  std::string value;   // what it said, "0-1"
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

/// How to mend it: the policy fragment that `holdfast apply` takes, and the plain shell command.
struct Fix {
  std::string policy;  // YAML in flow style: "interfaces: [{match: {name: eth0}, rings: {rx:
                       // 256}}]"; or empty
  std::string shell;   // "ethtool -G eth0 rx 256"; several are joined by newlines; or empty
  friend bool operator==(const Fix&, const Fix&) = default;
};

struct Finding {
  std::string rule;  // the row's id in the table of rules, "vector-all-cpus"
  Severity severity = Severity::note;
  std::string object;  // "eth0", "eth0 irq 38", "cpu 3", "host"
  std::string sentence;
  std::vector<Evidence> evidence;
  std::string why;
  Fix fix;
  std::string reference;
};

}  // namespace holdfast
