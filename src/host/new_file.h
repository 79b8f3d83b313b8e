// Writing a file that appears whole or not at all.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace holdfast {

enum class Overwrite { no, yes };

enum class Durable { no, yes };

/// Writes `bytes` to a nameless-looking neighbour of `path`, brings them to the disk (unless they
/// need not be durable) and renames it. `mode` 0600: what a host's owner may read, others of the
/// house may not. usage when `path` exists and `overwrite` is no; denied; failed. One sentence,
/// which names the file.
Result<void> write_new_file(const std::string& path, std::string_view bytes, Overwrite overwrite,
                            std::uint32_t mode = 0600, Durable durable = Durable::yes);

/// The folder's list of names reaches the disk, where its file system can do that.
void sync_folder(const std::string& folder);

}  // namespace holdfast
