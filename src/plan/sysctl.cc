#include "plan/sysctl.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace holdfast {
namespace {

std::string quoted(const std::string& value) {
  return value.find(' ') == std::string::npos ? value : fmt::format("\"{}\"", value);
}

}  // namespace

std::optional<std::uint64_t> sysctl_number(const Settings& settings, std::string_view name) {
  const auto found = settings.sysctls.find(std::string(name));
  if (found == settings.sysctls.end()) return std::nullopt;
  return parse_number<std::uint64_t>(trim(found->second));
}

Evidence sysctl_evidence(const Settings& settings, std::string_view name) {
  std::string path = "/proc/sys/" + std::string(name);
  std::replace(path.begin() + 10, path.end(), '.', '/');
  const auto found = settings.sysctls.find(std::string(name));
  std::string value = found == settings.sysctls.end() ? "" : std::string(trim(found->second));
  std::replace(value.begin(), value.end(), '\t', ' ');
  return {std::move(path), std::move(value)};
}

Fix sysctl_fix(const SysctlValues& wanted) {
  if (wanted.empty()) return {};
  std::string policy;
  std::string shell = "sysctl -w";
  for (const auto& [name, value] : wanted) {
    policy += fmt::format("{}{}: {}", policy.empty() ? "" : ", ", name, quoted(value));
    shell += value.find(' ') == std::string::npos ? fmt::format(" {}={}", name, value)
                                                  : fmt::format(" \"{}={}\"", name, value);
  }
  return {fmt::format("sysctl: {{{}}}", policy), std::move(shell)};
}

}  // namespace holdfast
