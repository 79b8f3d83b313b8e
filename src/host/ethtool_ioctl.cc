#include "host/ethtool_ioctl.h"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "host/ethtool_argument.h"
#include "host/ethtool_schema.h"
#include "host/netlink_schema.h"
#include "host/rx_rule.h"

namespace holdfast {
namespace {

// Beyond any device: ETHTOOL_GRXCLSRLALL and _GRSSH tell counts of their own, which are bounded.
constexpr std::uint32_t kMostRules = 1 << 16;
constexpr std::uint32_t kMostIndirection = 1 << 16;
constexpr std::uint32_t kMostKeyBytes = 1 << 12;
constexpr std::uint32_t kMostCounters = 1 << 15;

std::errc errno_now() { return static_cast<std::errc>(errno); }

Bytes bytes_of(const char* text, std::size_t size) {
  return {reinterpret_cast<const std::uint8_t*>(text), size};
}

}  // namespace

EthtoolIoctl::~EthtoolIoctl() {
  if (descriptor_ >= 0) close(descriptor_);
}

ReadResult<int> EthtoolIoctl::descriptor() {
  if (descriptor_ < 0) descriptor_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  // A kernel without IPv4 has the ioctl on netlink sockets as well (net/core/dev_ioctl.c).
  if (descriptor_ < 0) descriptor_ = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
  if (descriptor_ < 0) return tl::unexpected(errno_now());
  return descriptor_;
}

ReadResult<void> EthtoolIoctl::call(const std::string& interface, void* argument) {
  const auto opened = descriptor();
  if (!opened) return tl::unexpected(opened.error());
  ifreq request{};
  if (interface.size() >= sizeof request.ifr_name) return tl::unexpected(std::errc::no_such_device);
  std::memcpy(request.ifr_name, interface.data(), interface.size());
  request.ifr_data = static_cast<char*>(argument);
  int outcome = -1;
  do {
    outcome = ioctl(*opened, SIOCETHTOOL, &request);
  } while (outcome < 0 && errno == EINTR);
  if (outcome < 0) return tl::unexpected(errno_now());
  return {};
}

ReadResult<std::uint32_t> EthtoolIoctl::index_of(const std::string& interface) {
  const auto opened = descriptor();
  if (!opened) return tl::unexpected(opened.error());
  ifreq request{};
  if (interface.size() >= sizeof request.ifr_name) return tl::unexpected(std::errc::no_such_device);
  std::memcpy(request.ifr_name, interface.data(), interface.size());
  if (ioctl(*opened, SIOCGIFINDEX, &request) < 0) return tl::unexpected(errno_now());
  return static_cast<std::uint32_t>(request.ifr_ifindex);
}

ReadResult<Record> EthtoolIoctl::drvinfo(const std::string& interface) {
  ethtool_drvinfo driver{};
  driver.cmd = ETHTOOL_GDRVINFO;
  if (const auto called = call(interface, &driver); !called) return tl::unexpected(called.error());
  Record record;
  record.set("driver", clean_text(bytes_of(driver.driver, sizeof driver.driver)));
  record.set("version", clean_text(bytes_of(driver.version, sizeof driver.version)));
  record.set("fw-version", clean_text(bytes_of(driver.fw_version, sizeof driver.fw_version)));
  record.set("bus-info", clean_text(bytes_of(driver.bus_info, sizeof driver.bus_info)));
  return record;
}

ReadResult<Record> EthtoolIoctl::rules(const std::string& interface) {
  ethtool_rxnfc count{};
  count.cmd = ETHTOOL_GRXCLSRLCNT;
  if (const auto called = call(interface, &count); !called) return tl::unexpected(called.error());
  const std::uint32_t rule_count = std::min(count.rule_cnt, kMostRules);
  const std::size_t size = sizeof(ethtool_rxnfc) + rule_count * sizeof(std::uint32_t);
  EthtoolArgument all(size, size);
  all.as<ethtool_rxnfc>()->cmd = ETHTOOL_GRXCLSRLALL;
  all.as<ethtool_rxnfc>()->rule_cnt = rule_count;
  if (const auto called = call(interface, all.get()); !called) {
    return tl::unexpected(called.error());
  }
  Record record;
  // `data` is the table's size; of a count, with a flag for special locations.
  const std::uint64_t told = all.as<ethtool_rxnfc>()->data;
  const std::uint64_t capacity = told != 0 ? told : count.data & ~std::uint64_t{RX_CLS_LOC_SPECIAL};
  if (capacity != 0) record.set("capacity", capacity);
  std::vector<Record> rules;
  const std::uint32_t given = std::min(all.as<ethtool_rxnfc>()->rule_cnt, rule_count);
  for (std::uint32_t i = 0; i < given; ++i) {
    ethtool_rxnfc rule{};
    rule.cmd = ETHTOOL_GRXCLSRULE;
    std::memcpy(&rule.fs.location, all.at(sizeof(ethtool_rxnfc) + i * sizeof(std::uint32_t)),
                sizeof(std::uint32_t));
    const auto called = call(interface, &rule);
    if (!called && called.error() == std::errc::no_such_file_or_directory) continue;  // gone since
    if (!called) return tl::unexpected(called.error());
    rules.push_back(decode_rx_rule(rule.fs, rule.rss_context));
  }
  if (!rules.empty()) record.set("rules", std::move(rules));
  return record;
}

ReadResult<Record> EthtoolIoctl::hash_fields(const std::string& interface) {
  struct FlowType {
    std::uint32_t number;
    std::string_view name;
  };
  constexpr FlowType kFlowTypes[] = {
      {TCP_V4_FLOW, "tcp4"}, {UDP_V4_FLOW, "udp4"}, {TCP_V6_FLOW, "tcp6"}, {UDP_V6_FLOW, "udp6"}};
  Record record;
  std::errc error{};
  for (const auto& type : kFlowTypes) {
    ethtool_rxnfc fields{};
    fields.cmd = ETHTOOL_GRXFH;
    fields.flow_type = type.number;
    const auto called = call(interface, &fields);
    if (called) {
      record.set(type.name, list_of_texts(names_of_bits(fields.data, kHashFieldNames)));
      continue;
    }
    if (error == std::errc{}) error = called.error();
    if (error == std::errc::operation_not_supported && record.fields.empty()) break;
  }
  if (record.fields.empty()) return tl::unexpected(error);
  return record;
}

ReadResult<Record> EthtoolIoctl::hash(const std::string& interface) {
  ethtool_rxfh sizes{};
  sizes.cmd = ETHTOOL_GRSSH;
  if (const auto called = call(interface, &sizes); !called) return tl::unexpected(called.error());
  const std::uint32_t indirection = sizes.indir_size;
  const std::uint32_t key = sizes.key_size;
  if (indirection > kMostIndirection || key > kMostKeyBytes) {
    return tl::unexpected(std::errc::value_too_large);
  }
  const std::size_t key_offset = sizeof sizes + indirection * sizeof(std::uint32_t);
  EthtoolArgument argument(key_offset + key, key_offset + key);
  ethtool_rxfh& all = *argument.as<ethtool_rxfh>();
  all.cmd = ETHTOOL_GRSSH;
  all.indir_size = indirection;
  all.key_size = key;
  if (const auto called = call(interface, &all); !called) return tl::unexpected(called.error());
  Record record;
  const auto function = names_of_bits(all.hfunc, kHashFunctionNames);
  if (!function.empty()) record.set("hfunc", function.front());
  if (indirection != 0) {
    std::vector<std::uint64_t> queues(indirection);
    for (std::size_t i = 0; i < indirection; ++i) {
      std::uint32_t queue = 0;
      std::memcpy(&queue, argument.at(sizeof sizes + i * sizeof queue), sizeof queue);
      queues[i] = queue;
    }
    record.set("indir", std::move(queues));
  }
  if (key != 0) record.set("hkey", hexadecimal({argument.at(key_offset), key}));
  // Since 6.8 the first reserved byte is the input transformation.
  const auto transforms = names_of_bits(all.rsvd8[0], kInputTransformNames);
  if (!transforms.empty()) record.set("input-xfrm", transforms);
  return record;
}

ReadResult<std::uint32_t> EthtoolIoctl::statistics_count(const std::string& interface) {
  EthtoolArgument argument(sizeof(ethtool_sset_info) + sizeof(std::uint32_t),
                           sizeof(ethtool_sset_info) + sizeof(std::uint32_t));
  ethtool_sset_info& set = *argument.as<ethtool_sset_info>();
  set.cmd = ETHTOOL_GSSET_INFO;
  set.sset_mask = std::uint64_t{1} << ETH_SS_STATS;
  if (const auto called = call(interface, &set); !called) return tl::unexpected(called.error());
  if (set.sset_mask == 0) return tl::unexpected(std::errc::operation_not_supported);
  std::uint32_t count = 0;
  std::memcpy(&count, argument.at(sizeof(ethtool_sset_info)), sizeof count);
  if (count > kMostCounters) return tl::unexpected(std::errc::value_too_large);
  return count;
}

ReadResult<Record> EthtoolIoctl::statistics(const std::string& interface) {
  const auto count = statistics_count(interface);
  if (!count) return tl::unexpected(count.error());
  if (*count == 0) return tl::unexpected(std::errc::operation_not_supported);
  // The kernel writes as many as the driver has at that moment, whatever the caller made room for
  // (net/ethtool/ioctl.c, ethtool_get_strings and _get_stats), and channels may be added between
  // two calls. So there is room for the most; pages that nothing is written to cost nothing.
  constexpr std::size_t kNamesAt = sizeof(ethtool_gstrings);
  constexpr std::size_t kValuesAt = offsetof(ethtool_stats, data);
  EthtoolArgument names(kNamesAt + std::size_t{kMostCounters} * ETH_GSTRING_LEN * 2, kNamesAt);
  EthtoolArgument values(kValuesAt + std::size_t{kMostCounters} * sizeof(std::uint64_t) * 2,
                         kValuesAt);
  names.as<ethtool_gstrings>()->cmd = ETHTOOL_GSTRINGS;
  names.as<ethtool_gstrings>()->string_set = ETH_SS_STATS;
  names.as<ethtool_gstrings>()->len = *count;
  values.as<ethtool_stats>()->cmd = ETHTOOL_GSTATS;
  values.as<ethtool_stats>()->n_stats = *count;
  if (const auto called = call(interface, names.get()); !called) {
    return tl::unexpected(called.error());
  }
  if (const auto called = call(interface, values.get()); !called) {
    return tl::unexpected(called.error());
  }
  const std::uint32_t named = names.as<ethtool_gstrings>()->len;
  if (named != values.as<ethtool_stats>()->n_stats || named > kMostCounters) {
    return tl::unexpected(std::errc::resource_unavailable_try_again);
  }
  return decode_statistics({names.at(kNamesAt), std::size_t{named} * ETH_GSTRING_LEN},
                           {values.as<std::uint64_t>() + kValuesAt / sizeof(std::uint64_t), named});
}

Record decode_statistics(std::span<const std::uint8_t> names,
                         std::span<const std::uint64_t> values) {
  const std::size_t count = std::min(names.size() / ETH_GSTRING_LEN, values.size());
  Record record;
  record.fields.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    record.set(clean_text(names.subspan(i * ETH_GSTRING_LEN, ETH_GSTRING_LEN)), values[i]);
  }
  return record;
}

ReadResult<std::vector<Record>> EthtoolIoctl::ask(std::string_view command,
                                                  const std::string& interface) {
  ReadResult<Record> record = tl::unexpected(std::errc::operation_not_supported);
  if (command == "drvinfo") record = drvinfo(interface);
  if (command == "rxclass-rules") record = rules(interface);
  if (command == "rxfh-fields") record = hash_fields(interface);
  if (command == "rxfh") record = hash(interface);
  if (command == "statistics") record = statistics(interface);
  if (!record) return tl::unexpected(record.error());
  return std::vector{*std::move(record)};
}

}  // namespace holdfast
