// A field of a CSV line that this program writes (RFC 4180).
#pragma once

#include <string>
#include <string_view>

namespace holdfast {

/// In quotation marks where it needs them.
std::string csv_field(std::string_view text);

}  // namespace holdfast
