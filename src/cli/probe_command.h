// The options of `probe`, and their words made values.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/options.h"

namespace CLI {
class App;
}

namespace holdfast {

extern const std::vector<std::string> kProbeVerbs;

/// Filled in by the parser; what it leaves as text is made a value by chosen_probe().
struct ProbeVerb {
  ProbeOptions options;
  std::string target, receivers, seconds;
};

void build_probe(CLI::App& app, ProbeVerb& verb);

/// usage: an address, a time or a way of receiving that is none; what a verb cannot go with.
Result<ProbeOptions> chosen_probe(ProbeVerb verb);

}  // namespace holdfast
