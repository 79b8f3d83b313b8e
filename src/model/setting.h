// Setting: one thing of a host that holdfast can read, demand, write and put back, as a name and a
// text.
//
// The value is text in one canonical form per kind, so that two values are the same setting exactly
// when the texts are equal, a plan prints as it is, and an undo is the two texts changed about.
// What a host has now is value_of (plan/setting_value.h), and the only writer is SettingWriter
// (host/setting_writer.h). docs/settings.md has the table: mechanism, least kernel, drivers.
//
// Kinds, with the name that stands in SettingObject::name and the form of the value:
//
// - channels, of a NIC: "rx 2 tx 2 other 1 combined 4", the keys that count, in this order
// - rings, of a NIC: "rx 256 tx 512"
// - feature, of a NIC, name "rx-gro": "on" or "off"
// - coalesce, of a NIC: "adaptive-rx off adaptive-tx off rx-usecs 0 rx-frames 1 tx-usecs 0
//   tx-frames 1", those the driver tells, then the kernel's other keys by name
// - rss_key, of a NIC, name "0" (the context): "6d:5a:56:da:…"
// - rss_table, of a NIC, name "0": "equal 4" when bucket i has queue i mod 4, else "0 0 1 3 …"
// - rss_hash_fields, of a NIC, name "udp4": ethtool's letters in the order mvtsdfn: "sdfn", "sd"
// - flow_rule, of a NIC, name what it matches: "udp4 src-ip A/N dst-ip B/N src-port P dst-port Q
//   vlan V" (those present, in this order): "queue 0", "queue 0 location 12", "drop"; "" for none
// - threaded_napi, of a NIC: "on" or "off"
// - napi_defer_hard_irqs, of a NIC: a number; gro_flush_timeout, of a NIC: nanoseconds
// - vector, of a NIC, name queue_label ("rx 3", "admin") or "msi 4" without one: requested CPUs,
//   "2", "0-1"
// - device_irq, name the action; `irq` says which: requested CPUs of another device's interrupt
// - xps, of a NIC, name "tx-3": CPUs, "" for none; rps, of a NIC, name "rx-3": the same
// - rps_flow_count, of a NIC, name "rx-3": a number
// - sysctl, name "net.core.somaxconn": words joined by one blank
// - default_smp_affinity: CPUs
// - irqbalance_ban: interrupts that its socket holds back, "38-39,41"; "" for none
// - irqbalance_service: "running", "stopped" or "masked" (stopped, and starts no more)
// - thread_affinity, name the comm; `thread` says which: CPUs
// - thread_scheduling, the same: "other", "batch", "idle", "fifo 50", "rr 1"
// - file, name its absolute path: the whole content; "" for no such file
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/cpu_set.h"
#include "base/ids.h"

namespace holdfast {

/// In the order in which a plan sets them (DESIGN: channels before what a change of channels
/// destroys; files last, when the host is known to bear what they will bring back at boot).
enum class SettingKind {
  channels,
  rings,
  feature,
  coalesce,
  rss_key,
  rss_table,
  rss_hash_fields,
  flow_rule,
  threaded_napi,
  napi_defer_hard_irqs,
  gro_flush_timeout,
  irqbalance_service,
  irqbalance_ban,
  default_smp_affinity,
  vector,
  device_irq,
  xps,
  rps,
  rps_flow_count,
  sysctl,
  thread_affinity,
  thread_scheduling,
  file,
};
/// "channels", "rss_table", …: as in JSON and in the table above.
std::string_view name_of(SettingKind kind);
std::optional<SettingKind> parse_setting_kind(std::string_view name);

/// Which thing. `irq`, `device`, `msi_index` and the thread's two numbers find it again when its
/// name is not enough; two objects are the same when kind, nic, name and, where there is one, the
/// device with its MSI index, the IRQ or the thread are.
struct SettingObject {
  SettingKind kind = SettingKind::sysctl;
  std::string nic;
  std::string name;
  std::optional<IrqNumber> irq;            // vector, device_irq: its number when this was read
  std::string device;                      // vector: PCI address; the number may change, this not
  std::optional<std::uint32_t> msi_index;  // vector: its place among that function's msi_irqs
  std::optional<ThreadId> thread;          // thread_*: tid …
  std::uint64_t thread_start_ticks = 0;    // … and when it started, since tids are used again
  friend bool operator==(const SettingObject&, const SettingObject&) = default;
};

/// "eth0 rings", "eth0 rx 3 (irq 38)", "sysctl net.core.somaxconn", "thread md-reader (1204)".
std::string label_of(const SettingObject& object);

struct Setting {
  SettingObject object;
  std::string value;
  /// Of vectors and device interrupts, when reported: where it is delivered. Put back by a rollback
  /// (KERNEL §2: widening the mask does not move the interrupt back).
  std::optional<CpuSet> placement;
  friend bool operator==(const Setting&, const Setting&) = default;
};

}  // namespace holdfast
