#include "rss/hash_in_use.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::pair<unsigned, unsigned> kTellsTheDevice{6, 12};

std::pair<unsigned, unsigned> version_of(std::string_view release) {
  const auto parts = split(release, '.');
  if (parts.size() < 2) return {};
  const auto minor = parts[1].substr(0, parts[1].find_first_not_of("0123456789"));
  return {parse_number<unsigned>(parts[0]).value_or(0), parse_number<unsigned>(minor).value_or(0)};
}

}  // namespace

std::string doubt_of_hash(const Nic& nic, std::string_view kernel_release) {
  if (nic.rss.empty() || nic.active_rx_queues() < 2) return {};
  const auto& function = nic.rss.front().function;
  if (nic.driver == "mlx5_core" && function == "xor") {
    return fmt::format(
        "{}: mlx5_core's xor is taken for the XOR of all bytes, which its driver's text says and "
        "no "
        "datasheet: hold it against packets by holdfast rss verify",
        nic.name);
  }
  if (nic.driver == "ena" && (function.empty() || function == "toeplitz")) {
    return fmt::format(
        "{}: ENA starts Toeplitz from 0xffffffff, and on some instance types takes its key in "
        "reverse, of which nothing is counted in here: hold it against packets by holdfast rss "
        "verify",
        nic.name);
  }
  if (nic.driver != "virtio_net") return {};
  if (version_of(kernel_release) >= kTellsTheDevice) return {};
  return fmt::format(
      "{}: virtio_net of a kernel before 6.12 gives key and table to the device only when one of "
      "them is set, and setting the channels undoes that; if nobody has, the device spreads flows "
      "in its own way: set the table (a policy's rss, or ethtool -X) and ask again",
      nic.name);
}

}  // namespace holdfast
