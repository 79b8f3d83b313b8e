// Text as it may stand in HTML.
#pragma once

#include <string>
#include <string_view>

namespace holdfast {

/// Without a meaning to HTML, in text and in quoted attributes; control characters visible.
std::string html_text(std::string_view text);

}  // namespace holdfast
