#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/device_checks.h"
#include "plan/fix_text.h"

namespace holdfast {
namespace {

// The drivers' names for "a packet came and no receive descriptor was free".
constexpr std::string_view kDropCounters[] = {
    "rx_no_dma_resources",  // ixgbe
    "rx_no_buffer_count",   // e1000e, igb
    "rx_missed_errors",     // e1000e, igb, igc, ixgbe; i40e in its later kernels
    "rx_queue_*_drops",     // igb; virtio_net, which counts packets it had no buffer for among them
    "port.rx_dropped",      // i40e
    "port.rx_discards",     // i40e in its later kernels
    "rx_dropped.nic",       // ice
    "rx_out_of_buffer",     // mlx5: a queue without descriptors
    "rx_discards_phy",      // mlx5: the port's buffer ran over for lack of them
    "rx_prio*_discards",    // mlx5
    "rx_nodesc_drops",      // sfc
    "rx_nodesc_drop_cnt",   // sfc
    "port_rx_nodesc_drops",     // sfc
    "rx_overruns",              // ena
    "queue_*_empty_rx_ring",    // ena
    "rx_queue_drop_cnt[*]",     // gve
    "rx_no_buffers_posted[*]",  // gve
    "rx_total_discard_pkts",    // bnxt
    "rx_total_ring_discards",   // bnxt in its later kernels
    "[*]: rx_discards",         // bnxt
    "*pkts rx OOB",             // vmxnet3, with its leading blanks
    "rx_bg*_frames_dropped*",   // cxgb4
    "sysfs.rx_missed_errors",   // the kernel's own, for every driver
    "sysfs.rx_fifo_errors",
};

bool is_drop_counter(std::string_view name) {
  return std::any_of(std::begin(kDropCounters), std::end(kDropCounters),
                     [&](std::string_view pattern) { return matches_glob(pattern, name); });
}

struct Growth {
  std::string name;
  std::uint64_t before = 0;
  std::uint64_t after = 0;
  std::uint64_t by() const { return after - before; }
};

const NicCounters* counters_of(const Sample& sample, std::string_view nic) {
  for (const auto& counters : sample.nics) {
    if (counters.name == nic) return &counters;
  }
  return nullptr;
}

// The drop counters that grew, the fastest first. Several count the same packets: they are not
// added.
std::vector<Growth> growing_drops(const AuditInput& input, const Nic& nic) {
  const auto* before = counters_of(input.earlier, nic.name);
  const auto* after = counters_of(input.later, nic.name);
  std::vector<Growth> growing;
  if (!before || !after || input.seconds() <= 0) return growing;
  for (const auto& now : after->statistics) {
    if (!is_drop_counter(now.name)) continue;
    for (const auto& then : before->statistics) {
      if (then.name == now.name && then.value < now.value) {
        growing.push_back({now.name, then.value, now.value});
      }
    }
  }
  std::sort(growing.begin(), growing.end(), [](const Growth& a, const Growth& b) {
    return a.by() != b.by() ? a.by() > b.by() : a.name < b.name;
  });
  return growing;
}

std::vector<Evidence> evidence_of(const AuditInput& input, const Nic& nic,
                                  const std::vector<Growth>& growing) {
  constexpr std::size_t kShown = 4;
  std::vector<Evidence> evidence;
  for (std::size_t i = 0; i < std::min(growing.size(), kShown); ++i) {
    const auto& growth = growing[i];
    const std::string_view prefix = "sysfs.";
    const bool sysfs = growth.name.starts_with(prefix);
    evidence.push_back(
        {sysfs
             ? fmt::format("/sys/class/net/{}/statistics/{}, {:.1f} s apart", nic.name,
                           growth.name.substr(prefix.size()), input.seconds())
             : fmt::format("ethtool -S {}, {:.1f} s apart", shell_word(nic.name), input.seconds()),
         fmt::format("{}: {} → {}", growth.name, growth.before, growth.after)});
  }
  if (nic.rings && nic.rings->rx) {
    evidence.push_back({fmt::format("ethtool -g {}", shell_word(nic.name)),
                        fmt::format("rx {} of {}", *nic.rings->rx, nic.rings->rx_max.value_or(0))});
  }
  return evidence;
}

bool can_grow(const Nic& nic) {
  return nic.rings && nic.rings->rx && nic.rings->rx_max && *nic.rings->rx < *nic.rings->rx_max;
}

Fix ring_fix(const Nic& nic, std::uint32_t size) {
  return {.policy = interface_policy(nic.name, fmt::format("rings: {{rx: {}}}", size)),
          .shell = fmt::format("ethtool -G {} rx {}", shell_word(nic.name), size)};
}

}  // namespace

void check_ring_too_deep(const AuditInput& input, const Rule& rule, Findings& findings) {
  if (!input.profile.max_rx_ring) return;
  const auto allowed = *input.profile.max_rx_ring;
  for (const auto* nic : audited_nics(input.host)) {
    if (!nic->rings || nic->rings->rx.value_or(0) <= allowed) continue;
    if (!growing_drops(input, *nic).empty()) continue;  // it is not too deep for what comes in
    add_finding(findings, rule, nic->name,
                fmt::format("the receive rings of {} have {} descriptors; profile {} allows {}",
                            nic->name, *nic->rings->rx, name_of(input.profile.name), allowed),
                {{fmt::format("ethtool -g {}", shell_word(nic->name)),
                  fmt::format("rx {} of {}", *nic->rings->rx, nic->rings->rx_max.value_or(0))}},
                ring_fix(*nic, allowed));
  }
}

void check_ring_too_shallow(const AuditInput& input, const Rule& rule, Findings& findings) {
  for (const auto* nic : audited_nics(input.host)) {
    if (!can_grow(*nic)) continue;
    const auto growing = growing_drops(input, *nic);
    if (growing.empty()) continue;
    const auto rx = *nic->rings->rx;
    const auto size = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(std::uint64_t{rx} * 2, *nic->rings->rx_max));
    add_finding(
        findings, rule, nic->name,
        fmt::format("{} dropped {} packets in {:.1f} s for want of receive descriptors ({}); "
                    "its rings have {} of the possible {}",
                    nic->name, growing.front().by(), input.seconds(), growing.front().name, rx,
                    *nic->rings->rx_max),
        evidence_of(input, *nic, growing), ring_fix(*nic, size));
  }
}

void check_ring_overrun(const AuditInput& input, const Rule& rule, Findings& findings) {
  for (const auto* nic : audited_nics(input.host)) {
    if (can_grow(*nic)) continue;
    const auto growing = growing_drops(input, *nic);
    if (growing.empty()) continue;
    const auto ring = nic->rings && nic->rings->rx
                          ? fmt::format("its rings are at their largest ({})", *nic->rings->rx)
                          : std::string("the driver does not let its rings grow");
    const auto more = nic->channels &&
                      nic->channels->combined_max.value_or(0) > nic->channels->combined.value_or(0);
    Fix fix{.policy = "sysctl: {net.core.netdev_budget: 600}",
            .shell = "sysctl -w net.core.netdev_budget=600"};
    if (more) {
      const auto next = std::min(*nic->channels->combined_max,
                                 std::max(1U, nic->channels->combined.value_or(0)) * 2);
      fix = {.policy = interface_policy(nic->name, fmt::format("channels: {{combined: {}}}", next)),
             .shell = fmt::format("ethtool -L {} combined {}", shell_word(nic->name), next)};
    }
    add_finding(
        findings, rule, nic->name,
        fmt::format("{} dropped {} packets in {:.1f} s for want of receive descriptors ({}); {}",
                    nic->name, growing.front().by(), input.seconds(), growing.front().name, ring),
        evidence_of(input, *nic, growing), std::move(fix));
  }
}

}  // namespace holdfast
