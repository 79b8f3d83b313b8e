#include "rss/steering_change.h"

#include <algorithm>
#include <tuple>

namespace holdfast {
namespace {

auto fields_of(const HashFields& one) {
  return std::tie(one.flow_type, one.l3, one.ports, one.fields);
}

auto fields_of(const NtupleRule& one) {
  return std::tie(one.location, one.flow_type, one.src_ip, one.src_ip_mask, one.dst_ip,
                  one.dst_ip_mask, one.src_port, one.dst_port, one.src_port_mask, one.dst_port_mask,
                  one.vlan, one.queue, one.drops, one.rss_context);
}

template <class Row, class Same>
bool differs(const std::vector<Row>& a, const std::vector<Row>& b, const Same& same) {
  return !std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

template <class Row>
bool differs(const std::vector<Row>& a, const std::vector<Row>& b) {
  return differs(a, b,
                 [](const Row& one, const Row& two) { return fields_of(one) == fields_of(two); });
}

}  // namespace

std::vector<std::string> steering_changes(const Nic& before, const Nic& after) {
  std::vector<std::string> changes;
  const auto note = [&changes](bool is_changed, const char* what) {
    if (is_changed) changes.emplace_back(what);
  };
  using Context = RssContext;
  note(before.active_rx_queues() != after.active_rx_queues(), "the number of queues");
  note(differs(before.rss, after.rss,
               [](const Context& a, const Context& b) { return a.id == b.id; }),
       "the RSS contexts");
  note(differs(before.rss, after.rss,
               [](const Context& a, const Context& b) { return a.key == b.key; }),
       "the hash key");
  note(differs(before.rss, after.rss,
               [](const Context& a, const Context& b) { return a.indirection == b.indirection; }),
       "the indirection table");
  note(differs(before.rss, after.rss,
               [](const Context& a, const Context& b) {
                 return a.function == b.function && a.input_transform == b.input_transform;
               }),
       "the hash function");
  note(differs(before.hash_fields, after.hash_fields), "the hashed fields");
  note(differs(before.ntuple, after.ntuple), "the ntuple rules");
  return changes;
}

}  // namespace holdfast
