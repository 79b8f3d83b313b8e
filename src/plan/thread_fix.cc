#include "plan/thread_fix.h"

#include <fmt/format.h>

#include <string_view>

#include "plan/fix_text.h"

namespace holdfast {
namespace {

constexpr std::string_view kOpening = "threads: [";

std::string policy_of(const Thread& thread, const CpuSet& cpus, bool by_comm) {
  std::string match;
  if (!thread.unit.empty()) {
    match = "unit: " + yaml_word(thread.unit);
  } else if (thread.cgroup.size() > 1) {  // "/" holds everybody
    match = "cgroup: " + yaml_word(thread.cgroup);
  } else {
    return "";
  }
  if (by_comm) match += ", comm: " + yaml_word(thread.comm);
  return fmt::format("{}{{match: {{{}}}, cpus: \"{}\"}}]", kOpening, match, cpus.to_list());
}

}  // namespace

Fix thread_fix(const Thread& thread, const CpuSet& cpus) {
  return {policy_of(thread, cpus, true),
          fmt::format("taskset -pc {} {}", cpus.to_list(), thread.id.value)};
}

Fix process_fix(const Thread& thread, const CpuSet& cpus) {
  return {policy_of(thread, cpus, false),
          fmt::format("taskset -apc {} {}", cpus.to_list(), thread.process.value)};
}

void add_thread_fix(Fix& all, const Fix& one) {
  if (!one.shell.empty()) all.shell += (all.shell.empty() ? "" : "\n") + one.shell;
  if (one.policy.empty()) return;
  if (all.policy.empty()) {
    all.policy = one.policy;
    return;
  }
  const auto entry = std::string_view(one.policy).substr(kOpening.size());  // "{match: …}]"
  if (all.policy.find(entry.substr(0, entry.size() - 1)) != std::string::npos) return;
  all.policy.pop_back();
  all.policy += fmt::format(", {}", entry);
}

}  // namespace holdfast
