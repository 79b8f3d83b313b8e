// The options that say which host a verb reads.
#pragma once

#include "cli/options.h"

namespace CLI {
class App;
}

namespace holdfast {

/// --from and --root, of which only one may be given.
void add_host(CLI::App& verb, InputOptions& input);

}  // namespace holdfast
