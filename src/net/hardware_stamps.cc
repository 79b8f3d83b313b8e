#include "net/hardware_stamps.h"

#include <fmt/format.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include "host/descriptor.h"
#include "host/errno_name.h"

namespace holdfast {

HardwareStamps ask_hardware_stamps(int socket, const std::string& interface) {
  hwtstamp_config config{};
  ifreq request{};
  interface.copy(request.ifr_name, sizeof request.ifr_name - 1);
  request.ifr_data = reinterpret_cast<char*>(&config);
  if (::ioctl(socket, SIOCGHWTSTAMP, &request) != 0) return {.error = last_error()};
  return {.rx_filter = config.rx_filter};
}

std::string note_of(const HardwareStamps& stamps, const std::string& interface) {
  if (stamps.error == std::errc::operation_not_supported ||
      stamps.error == std::errc::invalid_argument) {
    return fmt::format("{} has no hardware timestamps", interface);
  }
  if (stamps.error != std::errc{}) {
    return fmt::format("{}: whether it makes hardware timestamps is not known (SIOCGHWTSTAMP: {})",
                       interface, errno_name(stamps.error));
  }
  if (stamps.rx_filter == HWTSTAMP_FILTER_ALL) return "";
  if (stamps.rx_filter == HWTSTAMP_FILTER_NONE) {
    return fmt::format("{0}: hardware timestamps are off; `hwstamp_ctl -i {0} -r 1` turns them on",
                       interface);
  }
  return fmt::format(
      "{0}: hardware timestamps are on for some packets only (rx_filter {1}, of PTP or the like); "
      "`hwstamp_ctl -i {0} -r 1` turns them on for all",
      interface, stamps.rx_filter);
}

}  // namespace holdfast
