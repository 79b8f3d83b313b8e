#include "host/ethtool_set.h"

#include <fmt/format.h>
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/attr.h>

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "host/ethtool_set_keys.h"
#include "host/write_refusal.h"

namespace holdfast {
namespace {

/// Every ethtool message has its header under number 1.
constexpr int kHeader = ETHTOOL_A_CHANNELS_HEADER;

NetlinkRequest request_about(const std::string& interface, std::uint16_t family,
                             std::uint8_t command) {
  NetlinkRequest request = generic_request(family, command, NLM_F_ACK);
  nlattr* header = nla_nest_start(request.get(), kHeader | NLA_F_NESTED);
  HOLDFAST_CHECK(header != nullptr);
  HOLDFAST_CHECK(nla_put_string(request.get(), ETHTOOL_A_HEADER_DEV_NAME, interface.c_str()) == 0);
  nla_nest_end(request.get(), header);
  return request;
}

/// "on", "off" for a flag; also the kernel's 0 and 1.
std::optional<std::uint32_t> number_of(const SetKey& key, std::string_view word) {
  if (key.form == SetKeyForm::flag && (word == "on" || word == "off")) return word == "on";
  const auto number = parse_number<std::uint32_t>(word);
  if (key.form == SetKeyForm::flag && number && *number > 1) return std::nullopt;
  return number;
}

void put_key(const NetlinkRequest& request, const SetKey& key, std::uint32_t number) {
  const int put = key.form == SetKeyForm::flag
                      ? nla_put_u8(request.get(), key.attribute, static_cast<std::uint8_t>(number))
                      : nla_put_u32(request.get(), key.attribute, number);
  HOLDFAST_CHECK(put == 0);
}

/// What an errno means here when the kernel has no words of its own.
std::string meaning_of(std::errc error, const Setting& wanted) {
  const std::string_view kind = name_of(wanted.object.kind);
  switch (error) {
    case std::errc::no_such_device: return "there is no such interface";
    case std::errc::operation_not_permitted:
    case std::errc::permission_denied:
      return "only who has CAP_NET_ADMIN in the interface's network namespace may set it";
    case std::errc::operation_not_supported:
      return fmt::format("the driver does not let {} be set", kind);
    case std::errc::device_or_resource_busy:
      return "the device is in use in a way that forbids it now (RDMA, AF_XDP, a flow rule)";
    case std::errc::network_down: return "the interface must be up for it";
    case std::errc::invalid_argument:
    case std::errc::result_out_of_range: return "outside of what the device or its driver takes";
    case std::errc::not_enough_memory: return "the driver could not get the memory";
    case std::errc::timed_out: return "the kernel did not answer within a second";
    default: return "";
  }
}

}  // namespace

bool EthtoolSet::sets(SettingKind kind) {
  return kind == SettingKind::feature || find_set_command(kind) != nullptr;
}

Result<void> EthtoolSet::write(const Setting& wanted) {
  HOLDFAST_CHECK(sets(wanted.object.kind));
  const auto family = family_.id(socket_);
  if (!family) {
    return refused(wanted, family.error(), "this kernel has no ethtool netlink (5.6 or newer)");
  }
  return wanted.object.kind == SettingKind::feature ? write_feature(wanted, *family)
                                                    : write_keys(wanted, *family);
}

tl::unexpected<Error> EthtoolSet::told_by_kernel(const Setting& wanted, std::errc error) const {
  const std::string& words = socket_.words_of_kernel();
  if (words.empty()) return refused(wanted, error, meaning_of(error, wanted));
  return refused(wanted, error, fmt::format("the kernel says \"{}\"", words));
}

Result<void> EthtoolSet::write_keys(const Setting& wanted, std::uint16_t family) {
  const SetCommand* command = find_set_command(wanted.object.kind);
  const NetlinkRequest request = request_about(wanted.object.nic, family, command->number);
  std::string_view rest = wanted.value;
  if (trim(rest).empty()) return refused(wanted, ErrorCode::usage, "nothing is named to be set");
  while (!trim(rest).empty()) {
    const std::string_view word = next_word(rest);
    const auto key = std::find_if(command->keys.begin(), command->keys.end(),
                                  [word](const SetKey& one) { return one.word == word; });
    if (key == command->keys.end()) {
      return refused(wanted, ErrorCode::usage, fmt::format("\"{}\" cannot be set", word));
    }
    const std::string_view text = next_word(rest);
    const auto number = number_of(*key, text);
    if (!number) {
      return refused(wanted, ErrorCode::usage,
                     fmt::format("{} \"{}\": expected {}", word, text,
                                 key->form == SetKeyForm::flag ? "on or off" : "a number"));
    }
    put_key(request, *key, *number);
  }
  const auto set = socket_.exchange(request, [](Bytes) {});
  if (!set) return told_by_kernel(wanted, set.error());
  return {};
}

Result<void> EthtoolSet::write_feature(const Setting& wanted, std::uint16_t family) {
  if (wanted.value != "on" && wanted.value != "off") {
    return refused(wanted, ErrorCode::usage, "expected on or off");
  }
  const NetlinkRequest request = request_about(wanted.object.nic, family, ETHTOOL_MSG_FEATURES_SET);
  nlattr* set = nla_nest_start(request.get(), ETHTOOL_A_FEATURES_WANTED | NLA_F_NESTED);
  nlattr* bits = nla_nest_start(request.get(), ETHTOOL_A_BITSET_BITS | NLA_F_NESTED);
  nlattr* bit = nla_nest_start(request.get(), ETHTOOL_A_BITSET_BITS_BIT | NLA_F_NESTED);
  HOLDFAST_CHECK(set && bits && bit);
  const std::string& name = wanted.object.name;
  HOLDFAST_CHECK(nla_put_string(request.get(), ETHTOOL_A_BITSET_BIT_NAME, name.c_str()) == 0);
  if (wanted.value == "on") {
    HOLDFAST_CHECK(nla_put_flag(request.get(), ETHTOOL_A_BITSET_BIT_VALUE) == 0);
  }
  for (nlattr* nest : {bit, bits, set}) nla_nest_end(request.get(), nest);
  std::vector<std::string> not_set;
  const auto done = socket_.exchange(request, [&](Bytes payload) {
    if (payload.size() >= GENL_HDRLEN) not_set = refused_features(payload.subspan(GENL_HDRLEN));
  });
  if (!done) return told_by_kernel(wanted, done.error());
  if (std::find(not_set.begin(), not_set.end(), name) == not_set.end()) return {};
  return refused(wanted, ErrorCode::unsupported,
                 fmt::format("the kernel did not take it: the driver, the device or another "
                             "feature decides it (ethtool -k {} shows it as fixed or requested)",
                             wanted.object.nic));
}

std::vector<std::string> refused_features(Bytes attributes) {
  // Of this reply WANTED holds what was asked for and is not so (net/ethtool/features.c,
  // features_send_reply).
  static constexpr Attribute kReply[] = {
      {ETHTOOL_A_FEATURES_WANTED, "refused", AttributeForm::bitset_listed}};
  const Record record = decode_attributes(attributes, kReply);
  const auto* names = record.texts("refused");
  return names ? *names : std::vector<std::string>();
}

}  // namespace holdfast
