// Plans, settings and verdicts as JSON text, both ways. docs/schema/plan.schema.json.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/plan.h"

namespace holdfast {

std::string to_json(const Plan& plan);
std::string to_json(const Verdict& verdict);
std::string to_json(const Demands& demands);
/// malformed: one sentence that names the key (as a JSON pointer) and what was expected.
Result<Plan> plan_from_json(std::string_view text);

/// One line without a newline inside, for journals.
std::string to_json_line(const Setting& setting);
std::string to_json_line(const Step& step);
Result<Setting> setting_from_json(std::string_view line);
Result<Step> step_from_json(std::string_view line);

}  // namespace holdfast
