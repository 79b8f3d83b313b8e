// The pieces of value_of() and set_value(), one file per sort of setting.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/host_snapshot.h"
#include "model/setting.h"

namespace holdfast {

using Value = std::optional<std::string>;

// nic_setting.cc: channels, rings, feature, coalesce, threaded_napi, napi_defer_hard_irqs,
// gro_flush_timeout
Value nic_value(const Nic& nic, const SettingObject& object);
void set_nic_value(Nic& nic, const Setting& setting);

// rss_setting.cc: rss_key, rss_table, rss_hash_fields
Value rss_value(const Nic& nic, const SettingObject& object);
void set_rss_value(Nic& nic, const Setting& setting);
/// "equal 4" when bucket i has queue i mod 4, else the list; "" for an empty table.
std::string table_text(const std::vector<std::uint32_t>& indirection);
/// "equal 4" or the list, for a table of `buckets`; nullopt for anything else.
std::optional<std::vector<std::uint32_t>> parse_table(std::string_view text, std::size_t buckets);
/// ethtool's letters in the order mvtsdfn; nullopt when one is unknown or comes twice.
std::optional<std::string> ordered_hash_letters(std::string_view letters);

// flow_setting.cc: flow_rule
Value flow_value(const Nic& nic, const SettingObject& object);
void set_flow_value(Nic& nic, const Setting& setting);
/// Can the interface hold receive classification rules?
bool has_rule_table(const Nic& nic);

// queue_setting.cc: xps, rps, rps_flow_count
Value queue_value(const Nic& nic, const SettingObject& object);
void set_queue_value(Nic& nic, const Setting& setting);

// vector_setting.cc: vector, device_irq
Value vector_value(const HostSnapshot& host, const SettingObject& object);
void set_vector_value(HostSnapshot& host, const Setting& setting);

// host_setting.cc: sysctl, default_smp_affinity, irqbalance_*, thread_*, file
Value host_value(const HostSnapshot& host, const SettingObject& object);
void set_host_value(HostSnapshot& host, const Setting& setting);

}  // namespace holdfast
