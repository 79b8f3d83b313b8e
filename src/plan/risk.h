// What carrying out a change costs with a driver, and what it makes the driver forget.
#pragma once

#include <string>
#include <string_view>

#include "model/plan.h"

namespace holdfast {

struct Cost {
  Risk risk = Risk::safe;
  std::string_view note;  // what happens, in a few words; or empty
};

/// Of setting `object` to `after` under that driver. An unknown driver gets the worst that drivers
/// do.
Cost cost_of(const SettingObject& object, std::string_view driver);

/// May a change of kind `changed` (of the feature `name`) undo a setting of kind `other` of the
/// same interface?
bool may_undo(SettingKind changed, std::string_view name, std::string_view driver,
              SettingKind other);

}  // namespace holdfast
