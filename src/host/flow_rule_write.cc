#include "host/flow_rule_write.h"

#include <fmt/format.h>
#include <linux/ethtool.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

#include "host/ethtool_argument.h"
#include "host/flow_rule_text.h"
#include "host/write_refusal.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kMostRules = 1 << 16;  // beyond any device

std::string meaning_of(std::errc error) {
  switch (error) {
    case std::errc::no_such_device: return "there is no such interface";
    case std::errc::operation_not_permitted:
    case std::errc::permission_denied:
      return "only who has CAP_NET_ADMIN in the interface's network namespace may set it";
    case std::errc::operation_not_supported:
      return "the driver takes no such rule; some want the feature rx-ntuple-filter on first";
    case std::errc::invalid_argument:
      return "the driver does not take this rule: its fields or masks, or a queue that is not "
             "there";
    case std::errc::no_space_on_device: return "the device's table of rules is full";
    case std::errc::file_exists: return "the device has such a rule already";
    case std::errc::no_such_file_or_directory: return "there is no such rule";
    case std::errc::device_or_resource_busy: return "the device is busy; try again";
    default: return "";
  }
}

struct RuleTable {
  std::vector<ethtool_rx_flow_spec> rules;
  std::uint32_t size = 0;       // locations; 0: not told
  bool driver_selects = false;  // takes RX_CLS_LOC_ANY
};

ReadResult<RuleTable> read_table(const EthtoolCall& call, const std::string& nic) {
  RuleTable table;
  ethtool_rxnfc count{};
  count.cmd = ETHTOOL_GRXCLSRLCNT;
  if (const auto called = call(nic, &count); !called) return tl::unexpected(called.error());
  table.driver_selects = (count.data & RX_CLS_LOC_SPECIAL) != 0;
  const std::uint32_t most = std::min(count.rule_cnt, kMostRules);
  const std::size_t size = sizeof(ethtool_rxnfc) + most * sizeof(std::uint32_t);
  EthtoolArgument all(size, size);
  all.as<ethtool_rxnfc>()->cmd = ETHTOOL_GRXCLSRLALL;
  all.as<ethtool_rxnfc>()->rule_cnt = most;
  if (const auto called = call(nic, all.get()); !called) {
    return tl::unexpected(called.error());
  }
  const std::uint64_t told = all.as<ethtool_rxnfc>()->data;
  const std::uint64_t locations =
      told != 0 ? told : count.data & ~std::uint64_t{RX_CLS_LOC_SPECIAL};
  table.size = static_cast<std::uint32_t>(std::min<std::uint64_t>(locations, RX_CLS_LOC_SPECIAL));
  const std::uint32_t given = std::min(all.as<ethtool_rxnfc>()->rule_cnt, most);
  for (std::uint32_t i = 0; i < given; ++i) {
    ethtool_rxnfc rule{};
    rule.cmd = ETHTOOL_GRXCLSRULE;
    std::memcpy(&rule.fs.location, all.at(sizeof(ethtool_rxnfc) + i * sizeof(std::uint32_t)),
                sizeof(std::uint32_t));
    const auto called = call(nic, &rule);
    if (!called && called.error() == std::errc::no_such_file_or_directory) continue;  // gone since
    if (!called) return tl::unexpected(called.error());
    table.rules.push_back(rule.fs);
  }
  return table;
}

/// The last free location, as ethtool(8) takes: an earlier one would come before the rules that
/// there are.
std::optional<std::uint32_t> free_location(const RuleTable& table) {
  if (table.driver_selects) return RX_CLS_LOC_ANY;
  for (std::uint32_t location = table.size; location-- > 0;) {
    const bool used = std::any_of(table.rules.begin(), table.rules.end(),
                                  [&](const auto& rule) { return rule.location == location; });
    if (!used) return location;
  }
  return std::nullopt;
}

ReadResult<void> insert(const EthtoolCall& call, const std::string& nic,
                        const ethtool_rx_flow_spec& rule) {
  ethtool_rxnfc change{};
  change.cmd = ETHTOOL_SRXCLSRLINS;
  change.fs = rule;
  return call(nic, &change);
}

ReadResult<void> erase(const EthtoolCall& call, const std::string& nic, std::uint32_t location) {
  ethtool_rxnfc change{};
  change.cmd = ETHTOOL_SRXCLSRLDEL;
  change.fs.location = location;
  return call(nic, &change);
}

}  // namespace

Result<void> write_flow_rule(const EthtoolCall& call, const Setting& wanted) {
  const std::string& nic = wanted.object.nic;
  auto rule = parse_flow_match(wanted.object.name);
  if (!rule) return refused(wanted, rule.error().code, rule.error().sentence);
  const auto action = parse_flow_action(wanted.value);
  if (!action) return refused(wanted, action.error().code, action.error().sentence);
  const auto table = read_table(call, nic);
  if (!table) return refused(wanted, table.error(), meaning_of(table.error()));
  const auto old = std::find_if(table->rules.begin(), table->rules.end(),
                                [&](const auto& one) { return same_match(one, *rule); });
  const bool exists = old != table->rules.end();
  if (exists && action->exists && old->ring_cookie == action->cookie &&
      action->location.value_or(old->location) == old->location) {
    return {};
  }
  const auto location = action->location ? action->location
                        : exists         ? std::optional(old->location)
                                         : free_location(*table);
  if (action->exists && !location) {
    return refused(wanted, std::errc::no_space_on_device,
                   meaning_of(std::errc::no_space_on_device));
  }
  if (exists) {
    const auto erased = erase(call, nic, old->location);
    if (!erased) return refused(wanted, erased.error(), meaning_of(erased.error()));
  }
  if (!action->exists) return {};
  rule->ring_cookie = action->cookie;
  rule->location = *location;
  const auto inserted = insert(call, nic, *rule);
  if (inserted) return {};
  std::string meaning = meaning_of(inserted.error());
  if (exists && !insert(call, nic, *old)) meaning += "; the rule that was there is lost";
  return refused(wanted, inserted.error(), meaning);
}

}  // namespace holdfast
