#include "host/rss_write.h"

#include <fmt/format.h>
#include <linux/ethtool.h>

#include <cstring>

#include "base/check.h"
#include "base/text.h"
#include "host/ethtool_argument.h"
#include "host/rss_text.h"
#include "host/steering_facts.h"
#include "host/write_refusal.h"

namespace holdfast {
namespace {

// Beyond any device.
constexpr std::uint32_t kMostBuckets = 1 << 16;
constexpr std::uint32_t kMostKeyBytes = 1 << 12;

std::string meaning_of(std::errc error, const Setting& wanted) {
  switch (error) {
    case std::errc::no_such_device: return "there is no such interface";
    case std::errc::operation_not_permitted:
    case std::errc::permission_denied:
      return "only who has CAP_NET_ADMIN in the interface's network namespace may set it";
    case std::errc::operation_not_supported: return "the driver does not let it be set";
    case std::errc::invalid_argument:
      return wanted.object.kind == SettingKind::rss_table
                 ? "the driver does not take it: a queue of the table does not exist, or flow "
                   "rules use the context"
                 : "the driver does not take this value";
    case std::errc::device_or_resource_busy: return "the device is busy; try again";
    case std::errc::no_such_file_or_directory: return "there is no such RSS context";
    default: return "";
  }
}

tl::unexpected<Error> told(const Setting& wanted, std::errc error) {
  return refused(wanted, error, meaning_of(error, wanted));
}

/// What the device has, and a change of it must carry on.
struct RssDevice {
  std::uint32_t context = 0;
  std::uint32_t buckets = 0;
  std::uint32_t key_size = 0;
  std::uint8_t input_transform = 0;
};

Result<RssDevice> read_device(const EthtoolCall& call, const Setting& wanted) {
  const auto context = parse_number<std::uint32_t>(
      wanted.object.name.empty() ? std::string_view("0") : std::string_view(wanted.object.name));
  if (!context) return refused(wanted, ErrorCode::usage, "expected the number of an RSS context");
  ethtool_rxfh rss{};
  rss.cmd = ETHTOOL_GRSSH;
  rss.rss_context = *context;
  if (const auto called = call(wanted.object.nic, &rss); !called) {
    return told(wanted, called.error());
  }
  if (rss.indir_size > kMostBuckets || rss.key_size > kMostKeyBytes) {
    return refused(wanted, ErrorCode::malformed, "the driver tells impossible sizes");
  }
  return RssDevice{*context, rss.indir_size, rss.key_size, rss.rsvd8[0]};
}

/// A change of neither table nor key, with room for `tail` bytes behind it.
EthtoolArgument change_of(const RssDevice& device, std::size_t tail) {
  const std::size_t size = sizeof(ethtool_rxfh) + tail;
  EthtoolArgument argument(size, size);
  auto& change = *argument.as<ethtool_rxfh>();
  change.cmd = ETHTOOL_SRSSH;
  change.rss_context = device.context;
  change.indir_size = ETH_RXFH_INDIR_NO_CHANGE;
  // Since 6.8 the first reserved byte is the input transformation, which 0 would clear; older
  // kernels give and want 0 there.
  change.rsvd8[0] = device.input_transform;
  return argument;
}

Result<void> write_key(const EthtoolCall& call, const Setting& wanted) {
  const auto key = parse_hexadecimal(wanted.value);
  if (!key || key->empty()) return refused(wanted, ErrorCode::usage, "expected a key, 6d:5a:…");
  const auto device = read_device(call, wanted);
  if (!device) return tl::unexpected(device.error());
  if (device->key_size != key->size()) {
    return refused(wanted, ErrorCode::usage,
                   fmt::format("the key has {} bytes, and the device's has {}", key->size(),
                               device->key_size));
  }
  EthtoolArgument argument = change_of(*device, key->size());
  argument.as<ethtool_rxfh>()->key_size = device->key_size;
  std::memcpy(argument.at(sizeof(ethtool_rxfh)), key->data(), key->size());
  const auto called = call(wanted.object.nic, argument.get());
  if (!called) return told(wanted, called.error());
  return {};
}

/// Is it what the kernel gives a device by itself (ethtool_rxfh_indir_default)?
bool is_default(const EthtoolCall& call, const std::string& nic,
                const std::vector<std::uint32_t>& table) {
  ethtool_rxnfc rings{};
  rings.cmd = ETHTOOL_GRXRINGS;
  if (!call(nic, &rings) || rings.data == 0) return false;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i] != i % rings.data) return false;
  }
  return true;
}

Result<void> write_table(const EthtoolCall& call, const Setting& wanted) {
  const auto device = read_device(call, wanted);
  if (!device) return tl::unexpected(device.error());
  const auto table = parse_rss_table(wanted.value, device->buckets);
  if (!table) {
    return refused(wanted, ErrorCode::usage,
                   fmt::format("expected \"equal N\" or a queue for each of the device's {} "
                               "buckets",
                               device->buckets));
  }
  const bool reset = device->context == 0 && is_default(call, wanted.object.nic, *table);
  const std::size_t tail = reset ? 0 : table->size() * sizeof(std::uint32_t);
  EthtoolArgument argument = change_of(*device, tail);
  argument.as<ethtool_rxfh>()->indir_size = reset ? 0 : device->buckets;
  if (tail != 0) std::memcpy(argument.at(sizeof(ethtool_rxfh)), table->data(), tail);
  const auto called = call(wanted.object.nic, argument.get());
  if (!called) return told(wanted, called.error());
  return {};
}

std::optional<std::uint32_t> flow_type_of(std::string_view name) {
  struct FlowType {
    std::string_view name;
    std::uint32_t number;
  };
  constexpr FlowType kTypes[] = {
      {"tcp4", TCP_V4_FLOW}, {"udp4", UDP_V4_FLOW}, {"tcp6", TCP_V6_FLOW}, {"udp6", UDP_V6_FLOW}};
  for (const auto& type : kTypes) {
    if (type.name == name) return type.number;
  }
  return std::nullopt;
}

Result<void> write_hash_fields(const EthtoolCall& call, const Setting& wanted) {
  const auto type = flow_type_of(wanted.object.name);
  if (!type) return refused(wanted, ErrorCode::usage, "expected tcp4, udp4, tcp6 or udp6");
  const auto bits = parse_hash_letters(wanted.value);
  if (!bits) return refused(wanted, ErrorCode::usage, "expected letters of mvtsdfn");
  ethtool_rxnfc fields{};
  fields.cmd = ETHTOOL_SRXFH;
  fields.flow_type = *type;
  fields.data = *bits;
  const auto called = call(wanted.object.nic, &fields);
  if (!called) return told(wanted, called.error());
  return {};
}

}  // namespace

Result<void> write_rss(const EthtoolCall& call, const Setting& wanted) {
  switch (wanted.object.kind) {
    case SettingKind::rss_key: return write_key(call, wanted);
    case SettingKind::rss_table: return write_table(call, wanted);
    case SettingKind::rss_hash_fields: return write_hash_fields(call, wanted);
    default: break;
  }
  HOLDFAST_CHECK(false);
  return {};
}

}  // namespace holdfast
