// Are packages upgraded on this host without anybody asking?
#pragma once

#include <optional>
#include <string_view>

#include "base/diagnostic.h"
#include "host/source.h"
#include "host/unit_links.h"

namespace holdfast {

/// The last APT::Periodic::Unattended-Upgrade of one file of apt.conf(5), in either of its
/// notations ("APT::Periodic::Unattended-Upgrade \"1\";", or nested braces); absent without one.
std::optional<bool> parse_apt_periodic(std::string_view text);

/// unattended-upgrades through /etc/apt/apt.conf.d, or a timer of dnf-automatic that installs.
bool read_unattended_upgrades(HostSource& source, const UnitLinks& units, Diagnostics& diagnostics);

}  // namespace holdfast
