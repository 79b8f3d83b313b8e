#include "plan/kernel_line.h"

#include <fmt/format.h>

namespace holdfast {

Fix kernel_line_fix(const std::vector<std::pair<std::string, std::string>>& parameters) {
  std::string policy;
  std::string line;
  for (const auto& [name, value] : parameters) {
    // A comma would end the value in YAML's flow style.
    const bool plain = value.find(',') == std::string::npos;
    policy += fmt::format("{}{}: {}", policy.empty() ? "" : ", ", name,
                          plain ? value : fmt::format("\"{}\"", value));
    line += fmt::format("{}{}={}", line.empty() ? "" : " ", name, value);
  }
  return {fmt::format("kernel-cmdline: {{{}}}", policy),
          fmt::format("grubby --update-kernel=ALL --args=\"{}\"  # without grubby: in "
                      "GRUB_CMDLINE_LINUX of /etc/default/grub, then update-grub; then reboot",
                      line)};
}

}  // namespace holdfast
