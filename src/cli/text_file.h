// A file named on the command line, whole.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace holdfast {

/// At most `largest` bytes; "-" is standard input. absent, failed or too_large, with the path.
Result<std::string> read_text_file(const std::string& path, std::size_t largest);

}  // namespace holdfast
