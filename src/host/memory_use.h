// How much memory there is, and how much of it the kernel's caches hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "host/small_file.h"
#include "model/settings.h"

namespace holdfast {

/// The field of /proc/meminfo, "MemTotal:  8123456 kB", in bytes; nullopt when it is not there.
std::optional<std::uint64_t> meminfo_bytes(std::string_view text, std::string_view field);

/// Fills in memory_bytes, slab_reclaimable_bytes, dentries and dentries_unused.
void read_memory_use(SmallFileReader& files, Settings& out);

}  // namespace holdfast
