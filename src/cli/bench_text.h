// A bench in words: the table of layers, and what to make of it.
#pragma once

#include <string>

#include "apply/bench_layers.h"
#include "cli/table.h"

namespace holdfast {

/// A row for each layer: percentiles off → on in µs, the change of the figure that judges with its
/// 95 % interval, interrupts and CPUs paid, the verdict. Below it what was refused or spoilt.
std::string text_of(const BenchResult& result, BenchFigure figure, const Screen& screen);

}  // namespace holdfast
