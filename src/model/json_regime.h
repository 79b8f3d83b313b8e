// The regime's settings and inputs as JSON lines, both ways: of tapes (regime/tape.h) and the
// store.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/regime.h"

namespace holdfast {

/// One line without its newline. What is read again is equal.
std::string to_json_line(const RegimeSettings& settings);
std::string to_json_line(const RegimeInput& input);

/// A key that is not there has the default of model/regime.h; one that is not known is refused.
/// malformed: one sentence that names the key (as a JSON pointer) and what was expected.
Result<RegimeSettings> regime_settings_from_json(std::string_view line);
Result<RegimeInput> regime_input_from_json(std::string_view line);

}  // namespace holdfast
