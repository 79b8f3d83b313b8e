// gzip (RFC 1952) of bytes in memory, by zlib.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace holdfast {

/// The same bytes for the same input: no name, no time.
std::string gzip(std::string_view bytes);

/// All members of a gzip file, at most `limit` bytes of them: malformed, also when the file is cut
/// short or has something behind its last member; too_large. The sentence does not name the file.
Result<std::string> gunzip(std::string_view bytes, std::size_t limit);

}  // namespace holdfast
