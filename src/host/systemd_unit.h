// Starting, stopping and masking a unit through systemd's bus interface. libsystemd is loaded when
// it is needed: the program runs on hosts that do not have it.
#pragma once

#include <string>

#include "base/result.h"

namespace holdfast {

enum class UnitState { running, stopped, masked };

/// Brings `unit` ("irqbalance.service") there and waits until it is, at most `seconds`. unsupported
/// when there is no libsystemd or no system bus, with the command to run by hand; denied; failed.
Result<void> set_unit_state(const std::string& unit, UnitState state, double seconds = 20);

/// "systemctl mask --now irqbalance.service".
std::string command_for(const std::string& unit, UnitState state);

}  // namespace holdfast
