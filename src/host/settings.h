// Host-wide settings, each out of its own small file.
#pragma once

#include <span>
#include <string_view>

#include "base/diagnostic.h"
#include "host/source.h"
#include "model/settings.h"

namespace holdfast {

/// The sysctls that are read, by their dotted names.
std::span<const std::string_view> known_sysctls();

/// Reads about sixty files of /proc and /sys, and the kernel's configuration.
Settings read_settings(HostSource& source, Diagnostics& diagnostics);

}  // namespace holdfast
