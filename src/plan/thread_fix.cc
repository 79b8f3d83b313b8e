#include "plan/thread_fix.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace holdfast {
namespace {

std::string yaml_word(const std::string& text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.' || c == '/';
  });
  if (plain && text.front() != '-') return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

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
  return fmt::format("threads: [{{match: {{{}}}, cpus: \"{}\"}}]", match, cpus.to_list());
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

}  // namespace holdfast
