// The answers of the verbs on analysis rows as JSON, without what they share (sample_json.h).
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "tca/cdt_command.h"

namespace holdfast {

struct CdtEstimates;
struct CdtUsd;
struct TailAnswer;
struct DecomposeAnswer;
struct CellsAnswer;

nlohmann::ordered_json cdt_value(const CdtEstimates& estimates);
nlohmann::ordered_json usd_value(const CdtUsd& usd);
nlohmann::ordered_json tail_value(const TailAnswer& answer);
nlohmann::ordered_json decompose_value(const CdtCommand& command, const DecomposeAnswer& answer);
nlohmann::ordered_json cells_value(const CellsAnswer& answer);

}  // namespace holdfast
