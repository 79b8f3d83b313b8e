// The options of `rss`.
#pragma once

#include <string>
#include <vector>

#include "cli/options.h"

namespace CLI {
class App;
}

namespace holdfast {

extern const std::vector<std::string> kRssVerbs;
extern const std::vector<std::string> kSolveBy;

void build_rss(CLI::App& app, RssOptions& options);

}  // namespace holdfast
