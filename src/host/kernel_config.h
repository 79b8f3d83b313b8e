// The configuration that the kernel was built with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "host/source.h"

namespace holdfast {

/// Options of `text` ("CONFIG_KASAN=y" …) that are built in and cost speed or vectors, without
/// their prefix, in the text's order.
std::vector<std::string> debug_options_of(std::string_view text);

/// Out of /boot/config-<release>, else /proc/config.gz. LOCKDEP shows without either, by its file
/// in /proc.
std::vector<std::string> read_debug_options(HostSource& source, std::string_view release,
                                            Diagnostics& diagnostics);

}  // namespace holdfast
