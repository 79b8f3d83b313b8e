// The dashboard: web/dist/index.html, one page with its script and style inside, as built into the
// program.
#pragma once

#include <string_view>

#include "serve/reply.h"

namespace holdfast {

std::string_view dashboard_page();
/// The hashes of the first <script> and <style> of a page: all that a browser may run of it.
ContentPolicy content_policy_of(std::string_view page);

}  // namespace holdfast
