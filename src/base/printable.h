// printable: text of others that a terminal shows and does not obey.
#pragma once

#include <string>
#include <string_view>

namespace holdfast {

/// `text` with control characters (C0, DEL, C1) and bytes that are not UTF-8 as "\x1b"-like
/// escapes: names come from the kernel and from files, and may hold anything.
std::string printable(std::string_view text);

}  // namespace holdfast
