// Which scripts of the host's own a text runs: cron tables, unit files, udev rules, other scripts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace holdfast {

/// A program that a line runs by its path: what to look into when the line itself names no setting.
struct CalledScript {
  int line = 0;
  std::string path;
};

/// The absolute paths that the lines name, but for those of the distribution's own programs (/bin,
/// /usr/bin, /usr/sbin, /usr/lib, …), /dev, /proc and /sys. At most 16.
std::vector<CalledScript> find_called_scripts(std::string_view text);

}  // namespace holdfast
