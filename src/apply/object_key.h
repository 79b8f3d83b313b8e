// Which settings are the same thing, over changes of its IRQ number.
#pragma once

#include <string>

#include "model/setting.h"

namespace holdfast {

/// Equal exactly for objects that are the same (same_object in plan/setting_value.h), where vectors
/// carry their device: a step that follows a change of channels gets it when it is planned anew.
std::string key_of(const SettingObject& object);

}  // namespace holdfast
