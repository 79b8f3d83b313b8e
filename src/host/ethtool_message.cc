#include "host/ethtool_message.h"

#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>

#include "host/kernel_abi.h"

namespace holdfast {
namespace {

struct Row {
  std::uint8_t command;
  std::string_view what;
};

constexpr Row kRows[] = {
    {ETHTOOL_MSG_LINKINFO_NTF, "linkinfo"}, {ETHTOOL_MSG_LINKMODES_NTF, "linkmodes"},
    {ETHTOOL_MSG_DEBUG_NTF, "debug"},       {ETHTOOL_MSG_WOL_NTF, "wol"},
    {ETHTOOL_MSG_FEATURES_NTF, "features"}, {ETHTOOL_MSG_PRIVFLAGS_NTF, "privflags"},
    {ETHTOOL_MSG_RINGS_NTF, "rings"},       {ETHTOOL_MSG_CHANNELS_NTF, "channels"},
    {ETHTOOL_MSG_COALESCE_NTF, "coalesce"}, {ETHTOOL_MSG_PAUSE_NTF, "pause"},
    {ETHTOOL_MSG_EEE_NTF, "eee"},           {ETHTOOL_MSG_FEC_NTF, "fec"},
    {ETHTOOL_MSG_MODULE_NTF, "module"},     {abi::kRssNotified, "rss"},
};

// Every message of the family has its header as attribute 1.
constexpr Attribute kHeader[] = {{ETHTOOL_A_HEADER_DEV_NAME, "dev-name", AttributeForm::text}};
constexpr Attribute kMessage[] = {{1, "header", AttributeForm::record, {}, kHeader}};

std::string_view name_of_command(std::uint8_t command) {
  for (const auto& row : kRows) {
    if (row.command == command) return row.what;
  }
  return "";
}

}  // namespace

std::vector<EthtoolMessage> parse_ethtool_messages(Bytes datagram, std::uint16_t family) {
  std::vector<EthtoolMessage> messages;
  while (const auto message = next_message(datagram)) {
    if (message->type != family || message->payload.size() < GENL_HDRLEN) continue;
    const auto what = name_of_command(message->payload[0]);
    if (what.empty()) continue;
    const Record record = decode_attributes(message->payload.subspan(GENL_HDRLEN), kMessage);
    const auto* headers = record.records("header");
    const auto* name = headers && !headers->empty() ? headers->front().text("dev-name") : nullptr;
    if (name && !name->empty()) messages.push_back({what, *name});
  }
  return messages;
}

}  // namespace holdfast
