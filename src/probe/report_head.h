// How each of the probe's pages begins: its title, and the style.
#pragma once

#include <string>

namespace holdfast {

/// Up to <main> and the heading; "</main></body></html>" ends it.
std::string report_head(const std::string& title);

}  // namespace holdfast
