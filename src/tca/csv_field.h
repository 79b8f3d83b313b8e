// A text as one field of RFC 4180.
#pragma once

#include <string>
#include <string_view>

namespace holdfast {

/// In quotes when it has to be.
std::string csv_field(std::string_view text);

}  // namespace holdfast
