// canonical_path: a path of a host without symbolic links, ".", ".." and doubled slashes.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "host/source.h"

namespace holdfast {

/// The target of the link at a canonical path; any error when it is not one.
using LinkReader = std::function<ReadResult<std::string>(const std::string& path)>;

/// `path` resolved inside the host's root; the last component is kept as a link unless
/// `follow_last`. What does not exist is kept as it is written; too many links (40, as in the
/// kernel) or a path beyond 4,096 bytes end the resolution where it stands. "/" for the root.
std::string canonical_path(std::string_view path, bool follow_last, const LinkReader& read_link);

/// The last component; "" for "/".
std::string_view name_in_folder(std::string_view path);

/// All before the last component, without its slash; "" for what lies in the root.
std::string_view folder_of(std::string_view path);

}  // namespace holdfast
