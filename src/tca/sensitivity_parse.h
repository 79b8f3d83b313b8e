// The options of `sensitivity` beside those that all verbs on analysis rows have.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "tca/cdt_command.h"

namespace CLI {
class App;
}

namespace holdfast {

/// The names in a list with commas between.
std::vector<std::string> names_in(const std::string& list);

struct SensitivityWords {
  std::string negative_exposures, negative_outcomes, leads;
};

void add_sensitivity_options(CLI::App& verb, CdtCommand& command, SensitivityWords& words);

/// usage: what does not go together.
Result<void> take_sensitivity(const SensitivityWords& words, CdtCommand& command);

}  // namespace holdfast
