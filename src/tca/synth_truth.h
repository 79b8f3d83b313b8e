// truth.json: what a generated data set's estimates are to be held against.
#pragma once

#include <string>

#include "order_synth/order_truth.h"
#include "tca/synth_command.h"

namespace holdfast {

/// Effects are null where no order was drifted.
std::string truth_json(const SynthCommand& command, const OrderTruthTable& truth);

}  // namespace holdfast
