// Which settings are the same thing, over changes of its IRQ number.
#pragma once

#include <string>

#include "model/setting.h"

namespace holdfast {

/// Equal exactly for objects that are the same in the sense of model/setting.h.
std::string key_of(const SettingObject& object);

}  // namespace holdfast
