// The options of `bench`, and their words made values.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/options.h"

namespace CLI {
class App;
}

namespace holdfast {

extern const std::vector<std::string> kBenchFigures;
extern const std::vector<std::string> kBenchLayers;

/// Filled in by the parser; what it leaves as text is made a value by chosen_bench().
struct BenchVerb {
  BenchOptions options;
  std::string peer, listen, receiver, seconds, patience, risk, layers, figure, wait, wait_lock;
};

void build_bench(CLI::App& app, BenchVerb& verb);

/// usage: an address, a time or a way of receiving that is none; no traffic, or two kinds of it.
Result<BenchOptions> chosen_bench(BenchVerb verb);

}  // namespace holdfast
