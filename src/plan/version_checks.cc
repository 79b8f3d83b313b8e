#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "plan/device_checks.h"
#include "plan/fix_text.h"

namespace holdfast {
namespace {

using Version = std::array<std::uint32_t, 3>;

constexpr Version kZeroCopyKernel{5, 10, 0};
constexpr Version kZeroCopyEna{2, 13, 0};
constexpr std::uint64_t kZeroCopyFeature = 1U << 3;  // linux/netdev.h: NETDEV_XDP_ACT_XSK_ZEROCOPY

// Loading it takes every ENA interface down: not from a shell that came in through one.
constexpr std::string_view kBuildEna =
    "git clone --branch ena_linux_2.13.0 https://github.com/amzn/amzn-drivers && "
    "make -C amzn-drivers/kernel/linux/ena  # then, from the console: rmmod ena && insmod "
    "amzn-drivers/kernel/linux/ena/ena.ko";

// Where no filter can steer, the table spreads: RSS is the only steering there is.
Fix rss_instead(const Nic& nic) {
  const bool has_table = std::any_of(nic.rss.begin(), nic.rss.end(), [](const RssContext& context) {
    return context.id == 0 && !context.indirection.empty();
  });
  if (!has_table) return {};
  const auto queues = nic.active_rx_queues();
  return {.policy = interface_policy(nic.name,
                                     fmt::format("rss: {{indirection: {{equal: {}}}}}", queues)),
          .shell = fmt::format("ethtool -X {} equal {}", shell_word(nic.name), queues)};
}

// "6.1.0-56-amd64" is 6.1.0, "2.13.0g" is 2.13.0; nullopt when it does not start with two numbers.
std::optional<Version> version_of(std::string_view text) {
  Version version{};
  std::size_t part = 0;
  while (part < version.size()) {
    const auto digits = text.find_first_not_of("0123456789");
    const auto number = parse_number<std::uint32_t>(text.substr(0, digits));
    if (!number) break;
    version[part++] = *number;
    if (digits == std::string_view::npos || text[digits] != '.') break;
    text.remove_prefix(digits + 1);
  }
  return part >= 2 ? std::optional(version) : std::nullopt;
}

// Amazon's own driver numbers its releases 2.x; the kernel's copy gives its kernel's release.
bool is_amazons_own(const Nic& nic, const Settings& settings) {
  return nic.driver == "ena" && !nic.driver_version.empty() &&
         nic.driver_version != settings.kernel_release;
}

bool has_zero_copy(const Nic& nic) { return (*nic.xdp_features & kZeroCopyFeature) != 0; }

}  // namespace

void check_kernel_too_old(const AuditInput& input, const Rule& rule, Findings& findings) {
  if (!input.profile.low_latency) return;
  const auto& release = input.host.settings.kernel_release;
  const auto version = version_of(release);
  if (!version || *version >= kZeroCopyKernel) return;
  add_finding(findings, rule, "host",
              fmt::format("the kernel is {}; AF_XDP zero-copy, which profile {} wants, needs 5.10",
                          release, name_of(input.profile.name)),
              {{"/proc/sys/kernel/osrelease", release}},
              {.shell = "apt-get install linux-image-amd64  # then reboot"});
}

void check_ena_too_old(const AuditInput& input, const Rule& rule, Findings& findings) {
  if (!input.profile.low_latency) return;
  for (const auto* nic : audited_nics(input.host)) {
    if (!is_amazons_own(*nic, input.host.settings)) continue;
    const auto version = version_of(nic->driver_version);
    if (!version || *version >= kZeroCopyEna) continue;
    add_finding(
        findings, rule, nic->name,
        fmt::format("the ENA driver of {} is {}; AF_XDP zero-copy, which profile {} wants, needs "
                    "2.13.0",
                    nic->name, nic->driver_version, name_of(input.profile.name)),
        {{fmt::format("ethtool -i {}", shell_word(nic->name)), "version: " + nic->driver_version}},
        {.shell = std::string(kBuildEna)});
  }
}

void check_no_zero_copy(const AuditInput& input, const Rule& rule, Findings& findings) {
  if (!input.profile.low_latency) return;
  const auto kernel = version_of(input.host.settings.kernel_release);
  if (kernel && *kernel < kZeroCopyKernel) return;  // kernel-too-old speaks of it
  for (const auto* nic : audited_nics(input.host)) {
    if (!nic->xdp_features || has_zero_copy(*nic)) continue;
    const auto version = version_of(nic->driver_version);
    if (is_amazons_own(*nic, input.host.settings) && version && *version < kZeroCopyEna) continue;
    add_finding(
        findings, rule, nic->name,
        fmt::format("the driver {} of {} has no AF_XDP zero-copy (xdp-features 0x{:x})",
                    nic->driver, nic->name, *nic->xdp_features),
        {{fmt::format("ynl --family netdev --do dev-get --json '{{\"ifindex\": {}}}'", nic->index),
          fmt::format("xdp-features 0x{:x}", *nic->xdp_features)},
         {fmt::format("ethtool -i {}", shell_word(nic->name)),
          fmt::format("driver: {}, version: {}", nic->driver, nic->driver_version)}},
        {.shell = nic->driver == "ena" ? std::string(kBuildEna) : std::string{}});
  }
}

void check_no_ntuple(const AuditInput& input, const Rule& rule, Findings& findings) {
  if (!input.profile.low_latency) return;
  for (const auto* nic : audited_nics(input.host)) {
    const Feature* feature = nic->feature("rx-ntuple-filter");
    if (nic->active_rx_queues() < 2 || !feature || feature->active || !feature->fixed) continue;
    const auto& type = input.host.settings.instance_type;
    const auto where = nic->driver == "ena" && !type.empty() ? fmt::format(" ({})", type) : "";
    add_finding(
        findings, rule, nic->name,
        fmt::format("{} cannot steer single flows to a queue: its driver {}{} has no ntuple "
                    "filters",
                    nic->name, nic->driver, where),
        {{fmt::format("ethtool -k {}", shell_word(nic->name)), "ntuple-filters: off [fixed]"}},
        rss_instead(*nic));
  }
}

}  // namespace holdfast
