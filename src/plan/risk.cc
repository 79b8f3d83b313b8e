#include "plan/risk.h"

#include <span>

#include "base/text.h"

namespace holdfast {
namespace {

struct Row {
  SettingKind kind;
  std::string_view name;     // of the feature, a glob; "*" elsewhere
  std::string_view drivers;  // globs, a blank between
  Risk risk;
  std::string_view note;
};

constexpr std::string_view kReopens = "the driver closes and opens its queues";
constexpr std::string_view kLink = "the driver resets the device, and the link goes down";
constexpr std::string_view kUnknown = "what this driver does is not known; it may drop the link";
constexpr std::string_view kCautious = "what this driver does is not known; it may reset queues";

// The first row that fits decides. From what drivers are known to do and the lab's measurements:
// set_channels, set_ringparam, ndo_set_features, set_rxfh, set_coalesce.
constexpr Row kRows[] = {
    {SettingKind::channels, "*", "virtio_net", Risk::resets_queues,
     "the driver spreads its vectors and XPS anew"},
    {SettingKind::channels, "*", "igb igc ixgbe i40e", Risk::drops_link, kLink},
    {SettingKind::channels, "*",
     "ice iavf idpf mlx5_core mlx4_en ena bnxt_en gve mana hv_netvsc qede nfp veth ixgbevf",
     Risk::resets_queues, kReopens},
    {SettingKind::channels, "*", "*", Risk::drops_link, kUnknown},

    {SettingKind::rings, "*", "virtio_net", Risk::resets_queues, "the driver resets each queue"},
    {SettingKind::rings, "*", "e1000 e1000e igb igbvf igc ixgbe tg3", Risk::drops_link, kLink},
    {SettingKind::rings, "*",
     "i40e ice iavf idpf mlx5_core mlx4_en ena bnxt_en gve mana hv_netvsc vmxnet3 qede nfp ixgbevf",
     Risk::resets_queues, kReopens},
    {SettingKind::rings, "*", "*", Risk::drops_link, kUnknown},

    // Software's own: no driver takes part.
    {SettingKind::feature, "rx-gro", "*", Risk::safe, ""},
    {SettingKind::feature, "rx-gro-list", "*", Risk::safe, ""},
    {SettingKind::feature, "rx-udp-gro-forwarding", "*", Risk::safe, ""},
    {SettingKind::feature, "tx-*", "*", Risk::safe, ""},
    {SettingKind::feature, "rx-lro", "virtio_net vmxnet3", Risk::safe, ""},
    {SettingKind::feature, "rx-lro", "ixgbe", Risk::drops_link, kLink},
    {SettingKind::feature, "rx-gro-hw", "virtio_net vmxnet3", Risk::safe, ""},
    {SettingKind::feature, "rx-ntuple-filter", "ixgbe", Risk::drops_link,
     "the driver resets the device and its RSS table"},
    {SettingKind::feature, "rx-ntuple-filter", "ice iavf igb igc mlx5_core bnxt_en", Risk::safe,
     ""},
    {SettingKind::feature, "*", "e1000 e1000e igb igc ixgbe", Risk::drops_link, kLink},
    {SettingKind::feature, "*", "*", Risk::resets_queues, kReopens},

    {SettingKind::rss_key, "*", "bnxt_en mlx4_en", Risk::resets_queues, kReopens},
    {SettingKind::rss_key, "*",
     "virtio_net igb igc ixgbe ixgbevf i40e iavf ice idpf mlx5_core ena vmxnet3 gve mana hv_netvsc "
     "sfc",
     Risk::safe, ""},
    {SettingKind::rss_key, "*", "*", Risk::resets_queues, kCautious},

    {SettingKind::coalesce, "*", "mlx5_core mlx4_en", Risk::resets_queues,
     "turning adaptive moderation on or off reopens the queues"},
    {SettingKind::coalesce, "*",
     "virtio_net e1000 e1000e igb igc ixgbe ixgbevf i40e iavf ice idpf ena bnxt_en gve mana "
     "vmxnet3 tg3 sfc tun",
     Risk::safe, ""},
    {SettingKind::coalesce, "*", "*", Risk::resets_queues, kCautious},
};

bool names(std::string_view drivers, std::string_view driver) {
  for (auto pattern = next_word(drivers); !pattern.empty(); pattern = next_word(drivers)) {
    if (matches_glob(pattern, driver)) return true;
  }
  return false;
}

}  // namespace

Cost cost_of(const SettingObject& object, std::string_view driver) {
  const bool rss =
      object.kind == SettingKind::rss_table || object.kind == SettingKind::rss_hash_fields;
  const SettingKind kind = rss ? SettingKind::rss_key : object.kind;
  const std::string_view name =
      kind == SettingKind::feature ? std::string_view(object.name) : std::string_view();
  for (const auto& row : kRows) {
    if (row.kind == kind && matches_glob(row.name, name) && names(row.drivers, driver)) {
      return {row.risk, row.note};
    }
  }
  return {};
}

bool may_undo(SettingKind changed, std::string_view name, std::string_view driver,
              SettingKind other) {
  const bool placed = other == SettingKind::vector || other == SettingKind::xps;
  switch (changed) {
    case SettingKind::channels:
      // virtio_net writes hints and XPS again, igb allocates its vectors again and sets its table
      // to the default (both tested on 6.1); others forget moderation with their queues.
      return placed || other == SettingKind::rss_table ||
             (other == SettingKind::coalesce && !names("virtio_net igb", driver));
    case SettingKind::rings:
      // These kept everything (tested on 6.1); idpf makes its vectors anew (KERNEL §16), and
      // drivers of kernels before 5.17 place them by their hint whenever they come up.
      return placed && !names("virtio_net e1000e vmxnet3 igb", driver);
    case SettingKind::feature:
      // ixgbe resets RSS when its filters are switched on (KERNEL §16).
      return name == "rx-ntuple-filter" && names("ixgbe", driver) &&
             (other == SettingKind::rss_table || other == SettingKind::rss_key);
    default: return false;
  }
}

}  // namespace holdfast
