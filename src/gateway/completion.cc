#include <fmt/format.h>
#include <fmt/ranges.h>

#include "gateway/command_line.h"
#include "verbs/shell_completion.h"

namespace holdfast {

std::string gateway_completion(std::string_view shell) {
  const auto words = [](const auto& names) { return fmt::format("{}", fmt::join(names, " ")); };
  return shell_completion("holdfast-gateway", gateway_verbs(),
                          {{"--format", "auto itch binaryfile pcap"},
                           {"--topology", words(kTopologyNames)},
                           {"--idle", words(kIdleNames)},
                           {"--stream-policy", words(kStreamPolicyNames)},
                           {"--policy", "other fifo rr"},
                           {"--rate", "max recorded"}},
                          shell);
}

}  // namespace holdfast
