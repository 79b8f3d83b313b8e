// Which file of procfs or sysfs holds a setting.
#pragma once

#include <string>
#include <string_view>

#include "model/setting.h"

namespace holdfast {

/// The file that says what the setting is now, and that is written to set it; empty: it is not kept
/// in a file, or its names are none of the kernel's.
std::string setting_path_of(const SettingObject& object);

/// The interface's folder; empty for what is no name of an interface.
std::string nic_path_of(std::string_view nic);

/// Of a sysctl: "net.ipv4.conf.eth0/1.rp_filter" or "net/ipv4/conf/eth0.1/rp_filter", as sysctl(8)
/// takes it, below /proc/sys; empty for what would leave that folder.
std::string procfs_path_of(std::string_view name);

}  // namespace holdfast
