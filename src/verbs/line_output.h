// Standard output for lines by the million: each write is one system call.
#pragma once

#include <string>

#include "base/result.h"

namespace holdfast {

enum class OutputFate {
  written,
  closed,  // whoever read it has had enough; nobody is to be told
};

/// Writes all of `text` and empties it. failed: a full disk and the like. SIGPIPE must be ignored.
Result<OutputFate> write_lines(std::string& text);

}  // namespace holdfast
