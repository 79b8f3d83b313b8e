#include "plan/kernel_demand.h"

#include <fmt/format.h>

#include <optional>

#include "base/cpu_set.h"
#include "base/text.h"
#include "plan/fix_text.h"

namespace holdfast {
namespace {

std::optional<std::string_view> value_in(std::string_view line, std::string_view parameter) {
  std::optional<std::string_view> value;
  for (const auto word : words_of(line)) {
    const auto equals = word.find('=');
    if (word.substr(0, equals) != parameter) continue;
    value = equals == std::string_view::npos ? std::string_view() : word.substr(equals + 1);
  }
  return value;  // the last one counts
}

bool is_same(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const auto first = CpuSet::parse_list(a);
  const auto second = CpuSet::parse_list(b);
  return first && second && !first->empty() && *first == *second;
}

std::string word_of(const CommandLineDemand& demand) {
  return demand.value.empty() ? demand.parameter
                              : fmt::format("{}={}", demand.parameter, demand.value);
}

}  // namespace

std::vector<Advice> advice_of(const std::vector<CommandLineDemand>& demands,
                              const KernelCommandLine& line) {
  std::vector<std::string> wanted;
  std::vector<std::string> found;
  for (const auto& demand : demands) {
    const auto now = value_in(line.text, demand.parameter);
    if (now && is_same(*now, demand.value)) continue;
    wanted.push_back(word_of(demand));
    if (!now) {
      found.push_back("no " + demand.parameter);
    } else {
      found.push_back(now->empty() ? demand.parameter
                                   : fmt::format("{}={}", demand.parameter, *now));
    }
  }
  if (wanted.empty()) return {};
  const auto words = joined(wanted, " ");
  const auto difference = fmt::format(
      "The kernel was booted with {}; the policy asks for {}. holdfast edits no boot loader",
      joined(found, ", "), words);
  const auto grubby = fmt::format("grubby --update-kernel=ALL --args={}", shell_word(words));
  const auto grub =
      write_command(shell_word(fmt::format("GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX {}\"", words)),
                    "/etc/default/grub.d/50-holdfast.cfg");
  return {
      {difference + ": with grubby, run this and boot again.", grubby},
      {difference + ": with GRUB's own files, run this and boot again.", grub + " && update-grub"}};
}

}  // namespace holdfast
