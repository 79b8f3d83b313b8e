#include <fmt/format.h>

#include "model/json_parts.h"

namespace holdfast::json {

Json value_of(const NamedCount& count) { return Json::array({count.name, count.value}); }

namespace {

Json value_of(const Channels& channels) {
  Json out = Json::object();
  put(out, "rx", channels.rx);
  put(out, "tx", channels.tx);
  put(out, "other", channels.other);
  put(out, "combined", channels.combined);
  put(out, "rx_max", channels.rx_max);
  put(out, "tx_max", channels.tx_max);
  put(out, "other_max", channels.other_max);
  put(out, "combined_max", channels.combined_max);
  return out;
}

Json value_of(const Rings& rings) {
  Json out = Json::object();
  put(out, "rx", rings.rx);
  put(out, "rx_mini", rings.rx_mini);
  put(out, "rx_jumbo", rings.rx_jumbo);
  put(out, "tx", rings.tx);
  put(out, "rx_max", rings.rx_max);
  put(out, "rx_mini_max", rings.rx_mini_max);
  put(out, "rx_jumbo_max", rings.rx_jumbo_max);
  put(out, "tx_max", rings.tx_max);
  put(out, "rx_buf_len", rings.rx_buf_len);
  put(out, "cqe_size", rings.cqe_size);
  put(out, "tcp_data_split", rings.tcp_data_split);
  return out;
}

Json value_of(const Coalesce& coalesce) {
  Json out = Json::object();
  put(out, "adaptive_rx", coalesce.adaptive_rx);
  put(out, "adaptive_tx", coalesce.adaptive_tx);
  put(out, "rx_usecs", coalesce.rx_usecs);
  put(out, "rx_frames", coalesce.rx_frames);
  put(out, "tx_usecs", coalesce.tx_usecs);
  put(out, "tx_frames", coalesce.tx_frames);
  for (const auto& [name, value] : coalesce.others) out[name] = value;
  return out;
}

Json value_of(const Feature& feature) {
  return {{"name", feature.name},
          {"active", feature.active},
          {"wanted", feature.wanted},
          {"fixed", feature.fixed}};
}

Json value_of(const RssContext& context) {
  Json out{{"id", context.id}};
  put(out, "function", context.function);
  put(out, "input_transform", context.input_transform);
  std::string key;
  for (const auto byte : context.key) key += fmt::format("{}{:02x}", key.empty() ? "" : ":", byte);
  put(out, "key", key);
  out["indirection"] = context.indirection;
  return out;
}

Json value_of(const HashFields& fields) {
  return {{"flow_type", fields.flow_type},
          {"l3", fields.l3},
          {"ports", fields.ports},
          {"fields", fields.fields}};
}

Json value_of(const NtupleRule& rule) {
  Json out{{"location", rule.location}, {"flow_type", rule.flow_type}};
  put(out, "src_ip", rule.src_ip);
  put(out, "src_ip_mask", rule.src_ip_mask);
  put(out, "dst_ip", rule.dst_ip);
  put(out, "dst_ip_mask", rule.dst_ip_mask);
  if (rule.src_port) {
    out["src_port"] = *rule.src_port;
    out["src_port_mask"] = rule.src_port_mask;
  }
  if (rule.dst_port) {
    out["dst_port"] = *rule.dst_port;
    out["dst_port_mask"] = rule.dst_port_mask;
  }
  if (rule.vlan) out["vlan"] = *rule.vlan;
  put(out, "queue", rule.queue);
  out["drops"] = rule.drops;
  put(out, "rss_context", rule.rss_context);
  return out;
}

Json value_of(const Timestamping& stamps) {
  Json out{{"capabilities", stamps.capabilities},
           {"tx_types", stamps.tx_types},
           {"rx_filters", stamps.rx_filters}};
  put(out, "phc_index", stamps.phc_index);
  return out;
}

Json value_of(const Msix& msix) {
  return {{"enabled", msix.enabled}, {"masked", msix.masked}, {"table_size", msix.table_size}};
}

Json value_of(const RxQueue& queue) {
  Json out{{"index", queue.index.value},
           {"rps_cpus", queue.rps_cpus.to_list()},
           {"rps_flow_count", queue.rps_flow_count}};
  put(out, "napi_id", queue.napi_id);
  return out;
}

Json value_of(const TxQueue& queue) {
  Json out{{"index", queue.index.value}, {"xps_cpus", queue.xps_cpus.to_list()}};
  put(out, "xps_rxqs", queue.xps_rxqs);
  put(out, "napi_id", queue.napi_id);
  return out;
}

Json value_of(const Napi& napi) {
  Json out{{"id", napi.id}};
  put(out, "irq", napi.irq);
  put(out, "thread", napi.thread);
  put(out, "thread_cpus", napi.thread_cpus);
  put(out, "defer_hard_irqs", napi.defer_hard_irqs);
  put(out, "gro_flush_timeout_ns", napi.gro_flush_timeout_ns);
  return out;
}

template <class T>
Json array_of(const std::vector<T>& values) {
  Json array = Json::array();
  for (const auto& value : values) array.push_back(value_of(value));
  return array;
}

void put_identity(Json& out, const Nic& nic) {
  out["name"] = nic.name;
  out["index"] = nic.index;
  out["kind"] = name_of(nic.kind);
  put(out, "driver", nic.driver);
  put(out, "driver_version", nic.driver_version);
  put(out, "firmware", nic.firmware);
  put(out, "pci_address", nic.pci_address);
  put(out, "physical_function", nic.physical_function);
  out["virtual_functions"] = nic.virtual_functions;
  put(out, "vendor_device", nic.vendor_device);
  put(out, "node", nic.node);
  put(out, "address", nic.address);
  put(out, "operstate", nic.operstate);
  out["admin_up"] = nic.admin_up;
  put(out, "carrier", nic.carrier);
  put(out, "speed_mbps", nic.speed_mbps);
  out["mtu"] = nic.mtu;
  put(out, "master", nic.master);
  out["members"] = nic.members;
  put(out, "qdisc", nic.qdisc);
  put(out, "xdp_mode", nic.xdp_mode);
  put(out, "xdp_features", nic.xdp_features);
  out["onload"] = nic.onload;
}

template <class T>
void put_settings(Json& out, const char* name, const std::optional<T>& settings) {
  if (settings) out[name] = value_of(*settings);
}

}  // namespace

Json value_of(const Nic& nic) {
  Json out = Json::object();
  put_identity(out, nic);
  put_settings(out, "msix", nic.msix);
  out["msi_irqs"] = json::value_of(nic.msi_irqs);
  put_settings(out, "channels", nic.channels);
  put_settings(out, "rings", nic.rings);
  put_settings(out, "coalesce", nic.coalesce);
  out["features"] = array_of(nic.features);
  out["rss"] = array_of(nic.rss);
  out["hash_fields"] = array_of(nic.hash_fields);
  out["ntuple"] = array_of(nic.ntuple);
  put(out, "ntuple_capacity", nic.ntuple_capacity);
  put_settings(out, "timestamping", nic.timestamping);
  out["rx_queues"] = array_of(nic.rx_queues);
  out["tx_queues"] = array_of(nic.tx_queues);
  out["napis"] = array_of(nic.napis);
  put(out, "threaded_napi", nic.threaded_napi);
  put(out, "napi_defer_hard_irqs", nic.napi_defer_hard_irqs);
  put(out, "gro_flush_timeout_ns", nic.gro_flush_timeout_ns);
  out["statistics"] = json::value_of(nic.statistics);
  return out;
}

Json value_of(const BypassedDevice& device) {
  return {{"pci_address", device.pci_address},
          {"driver", device.driver},
          {"vendor_device", device.vendor_device}};
}

}  // namespace holdfast::json
