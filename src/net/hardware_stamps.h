// Whether a NIC stamps what it receives. It is asked (SIOCGHWTSTAMP), never changed: its setting is
// one for all programs of the host.
#pragma once

#include <linux/net_tstamp.h>

#include <string>
#include <system_error>

namespace holdfast {

struct HardwareStamps {
  std::errc error = {};  // of the question
  int rx_filter = HWTSTAMP_FILTER_NONE;
};

/// `socket` is any socket of the interface's network namespace.
HardwareStamps ask_hardware_stamps(int socket, const std::string& interface);

/// Why `interface` gives none, or not for every packet, and what would help; empty when it stamps
/// all.
std::string note_of(const HardwareStamps& stamps, const std::string& interface);

}  // namespace holdfast
