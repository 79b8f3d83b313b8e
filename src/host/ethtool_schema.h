// ethtool netlink's commands and the tables of their replies.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "host/netlink_schema.h"

namespace holdfast {

struct EthtoolCommand {
  std::string_view name;  // as in a Question
  std::uint8_t number;    // ETHTOOL_MSG_…
  std::uint16_t header;   // the attribute that names the interface
  Schema schema;
};

/// nullptr for a command that is no question.
const EthtoolCommand* find_ethtool_command(std::string_view name);

/// Names of the bits of RSS's fields; shared with the ioctl, which uses the same bits.
extern const std::span<const std::string_view> kHashFunctionNames;
extern const std::span<const std::string_view> kInputTransformNames;
extern const std::span<const std::string_view> kHashFieldNames;

}  // namespace holdfast
