// bench: the layers of a plan switched on one after another, each measured off and on in turns, and
// the host put back as it was.
//
// Everything that it does stands in one journal, so that a bench which is killed is taken back by
// `holdfast recover` like an apply.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apply/apply_options.h"
#include "apply/host_port.h"
#include "apply/journal.h"
#include "plan/only.h"
#include "tuning/layer_result.h"

namespace holdfast {

/// Which window is about to be measured.
struct BenchProgress {
  std::string layer;
  std::size_t number = 0, layers = 0;  // from 1
  std::size_t round = 0, rounds = 0;   // from 1
  bool on = false;
};

struct BenchRequest {
  Demands demands;
  Kinds kinds;  // of settings; none: all
  LayersBy by = LayersBy::kind;
  std::size_t rounds = 5;  // of each layer: off and on once each
  BenchFigure figure = BenchFigure::p99;
  bool undo_useless = false;  // a layer that does not help is off while the next are measured
  ApplyOptions options;
  std::function<void(const BenchProgress&)> progress = [](const BenchProgress&) {};
};

struct BenchResult {
  std::vector<LayerResult> layers;      // those that were measured, in the plan's order
  std::optional<LayerResult> together;  // of two or more that were kept, against none of them
  std::string why;  // it ended early: what failed, or that a signal asked for it; empty: it did not
  Outcome outcome;  // of putting everything back; `refused` and `nothing_to_do`: nothing was done
};

/// `stamp`: id, boot, time and author. Refused as an apply is: by what of the plan cannot be, and
/// by the ceiling. Rounds go off–on, on–off, …, so that a slow drift of the host's own falls out.
BenchResult bench_layers(HostPort& host, Journal& journal, JournalBegin stamp,
                         const BenchRequest& request, TrafficSource& traffic);

/// docs/schema/bench.schema.json; without its newline.
std::string to_json(const BenchResult& result);

}  // namespace holdfast
