// The words of channels, rings and coalesce values, each with the attribute that sets it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/setting.h"

namespace holdfast {

enum class SetKeyForm { number, flag };  // 32 bits; 8 bits, written "on" and "off"

struct SetKey {
  std::string_view word;
  std::uint16_t attribute;
  SetKeyForm form = SetKeyForm::number;
};

struct SetCommand {
  SettingKind kind;
  std::uint8_t number;  // ETHTOOL_MSG_…_SET
  std::span<const SetKey> keys;
};

/// nullptr for a kind that is not set by words and numbers.
const SetCommand* find_set_command(SettingKind kind);

}  // namespace holdfast
