// The command line of `experiment` as a value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "fanout/serve_options.h"

namespace holdfast {

struct ExperimentCommand {
  std::string name;                           // "regression"
  std::size_t streams = 14, few_streams = 2;  // 0: without the second axis
  std::uint64_t rounds = 5, messages = 1'000'000, ring = 8192, seed = 1;
  std::uint16_t stocks = 8'000;
  std::optional<double> rate;  // messages a second, evenly; the generator's own times, with bursts
  IdleKind idle = IdleKind::yield;
  std::optional<std::uint32_t> cpu;  // of single-pinned; the last one that is ours
  std::string interface = "lo", output = "-";
};

}  // namespace holdfast
