// FakeEthtoolDevice: what a driver and net/ethtool/ioctl.c make of RSS and classification commands,
// for tests.
#pragma once

#include <linux/ethtool.h>

#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "host/ethtool_call.h"

namespace holdfast {

class FakeEthtoolDevice {
 public:
  EthtoolCall call() {
    return [this](const std::string&, void* argument) { return answer(argument); };
  }

  std::uint64_t queues = 4;
  std::vector<std::uint32_t> table = {0, 1, 2, 3, 0, 1, 2, 3};
  bool table_is_default = true;
  std::vector<std::uint8_t> key = {1, 2, 3, 4};
  std::uint8_t input_transform = 0;
  std::map<std::uint32_t, std::uint64_t> hash_fields;   // by flow type
  std::map<std::uint32_t, ethtool_rx_flow_spec> rules;  // by location
  std::uint32_t locations = 16;
  bool selects_location = false;
  std::uint32_t refused_inserts = 0;  // so many of the next are EINVAL

 private:
  using Answer = ReadResult<void>;
  static Answer refuse(std::errc error) { return tl::unexpected(error); }

  Answer answer(void* argument) {
    std::uint32_t command = 0;
    std::memcpy(&command, argument, sizeof command);
    if (command == ETHTOOL_GRSSH) return tell_rss(*static_cast<ethtool_rxfh*>(argument));
    if (command == ETHTOOL_SRSSH) return take_rss(*static_cast<ethtool_rxfh*>(argument));
    auto& nfc = *static_cast<ethtool_rxnfc*>(argument);
    switch (command) {
      case ETHTOOL_GRXRINGS: nfc.data = queues; return {};
      case ETHTOOL_SRXFH: hash_fields[nfc.flow_type] = nfc.data; return {};
      case ETHTOOL_GRXCLSRLCNT:
        nfc.rule_cnt = static_cast<std::uint32_t>(rules.size());
        nfc.data = locations | (selects_location ? RX_CLS_LOC_SPECIAL : 0U);
        return {};
      case ETHTOOL_GRXCLSRLALL: return tell_locations(nfc);
      case ETHTOOL_GRXCLSRULE: return tell_rule(nfc);
      case ETHTOOL_SRXCLSRLINS: return insert(nfc);
      case ETHTOOL_SRXCLSRLDEL:
        return rules.erase(nfc.fs.location) == 1 ? Answer()
                                                 : refuse(std::errc::no_such_file_or_directory);
      default: return refuse(std::errc::operation_not_supported);
    }
  }

  Answer tell_rss(ethtool_rxfh& rss) const {
    rss.indir_size = static_cast<std::uint32_t>(table.size());
    rss.key_size = static_cast<std::uint32_t>(key.size());
    rss.rsvd8[0] = input_transform;
    return {};
  }

  Answer take_rss(const ethtool_rxfh& rss) {
    const auto* tail = reinterpret_cast<const std::uint8_t*>(&rss) + sizeof rss;
    const bool changes_table = rss.indir_size != ETH_RXFH_INDIR_NO_CHANGE;
    const std::size_t buckets = changes_table ? rss.indir_size : 0;
    if (buckets != 0 && buckets != table.size()) return refuse(std::errc::invalid_argument);
    if (rss.key_size != 0 && rss.key_size != key.size()) return refuse(std::errc::invalid_argument);
    std::vector<std::uint32_t> wanted(buckets);
    if (buckets != 0) std::memcpy(wanted.data(), tail, buckets * sizeof(std::uint32_t));
    for (const auto queue : wanted) {
      if (queue >= queues) return refuse(std::errc::invalid_argument);
    }
    if (buckets != 0) table = wanted;
    if (changes_table) table_is_default = buckets == 0;
    if (rss.key_size != 0) {
      std::memcpy(key.data(), tail + buckets * sizeof(std::uint32_t), key.size());
    }
    input_transform = rss.rsvd8[0];
    return {};
  }

  Answer tell_locations(ethtool_rxnfc& nfc) const {
    auto* tail = reinterpret_cast<std::uint8_t*>(&nfc) + sizeof nfc;
    nfc.data = locations;
    for (const auto& [location, rule] : rules) {
      std::memcpy(tail, &location, sizeof location);
      tail += sizeof location;
    }
    return {};
  }

  Answer tell_rule(ethtool_rxnfc& nfc) const {
    const auto found = rules.find(nfc.fs.location);
    if (found == rules.end()) return refuse(std::errc::no_such_file_or_directory);
    nfc.fs = found->second;
    return {};
  }

  Answer insert(ethtool_rxnfc& nfc) {
    if (refused_inserts > 0) return --refused_inserts, refuse(std::errc::invalid_argument);
    if (nfc.fs.location == RX_CLS_LOC_ANY && selects_location) nfc.fs.location = 5;
    if (nfc.fs.location >= locations) return refuse(std::errc::invalid_argument);
    rules[nfc.fs.location] = nfc.fs;
    return {};
  }
};

}  // namespace holdfast
