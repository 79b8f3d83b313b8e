// Writing whole files of /etc: what makes settings outlive a boot.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/setting.h"

namespace holdfast {

/// What is put behind a file's name for the copy of what stood there before the first write.
inline constexpr std::string_view kBackupSuffix = ".holdfast-before";

/// `file`: the whole content, which appears at once or not at all; "" deletes the file. A new file
/// has mode 0644, an old one keeps its own; missing folders are made. Before the first change of a
/// file that was there, a copy is kept beside it, which no later write touches. Refused (usage):
/// what is not below /etc, and what is there and is no regular file. `root`: empty for this host.
Result<void> write_config_file(const std::string& root, const Setting& wanted);

}  // namespace holdfast
