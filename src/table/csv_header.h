// The first line of a CSV file (RFC 4180): the names of its columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast {

/// `text`: the beginning of the file, which holds the whole first line when `is_all` is false and
/// it is not longer than the text. A byte order mark is passed over. malformed, with line 1: a
/// quote that is not closed, bytes behind a closing quote, an empty name, a name that stands twice,
/// no end of the line within `text`.
Result<std::vector<std::string>> read_csv_header(std::string_view text, bool is_all);

}  // namespace holdfast
