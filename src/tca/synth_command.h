// What `holdfast-tca synth` is to do.
#pragma once

#include <string>

#include "order_synth/order_synth_options.h"

namespace CLI {
class App;
}

namespace holdfast {

enum class SynthMode { analysis, raw, events };

struct SynthCommand {
  OrderSynthOptions options;
  SynthMode mode = SynthMode::analysis;
  std::string output = "-";  // a folder, or - for standard output (analysis only)
  std::string truth;         // with -: a file for truth.json; empty: nowhere
  unsigned threads = 0;      // 0: as many as there are CPUs
};

/// Adds the verb.
void build_synth(CLI::App& app, SynthCommand& command);

}  // namespace holdfast
