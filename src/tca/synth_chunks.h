// What both modes of `synth` do alike: rows in chunks, how far it is, the truth at the end.
#pragma once

#include <cstdint>
#include <functional>

#include "order_synth/order_truth.h"
#include "tca/output_folder.h"
#include "tca/synth_command.h"
#include "verbs/progress_line.h"

namespace holdfast {

inline constexpr std::uint64_t kSynthChunkRows = 16'384;

std::uint64_t synth_chunks(const SynthCommand& command);
unsigned synth_threads(const SynthCommand& command);

/// Visits the rows of a chunk with their buckets.
void for_each_row(const OrderWorld& world, std::uint64_t chunk,
                  const std::function<void(const OrderBucket&, const OrderRow&)>& visit);

/// "1.2 of 10.0 M rows (12 %)", where it is time to. failed: a signal came.
Result<void> show_synth_progress(ProgressLine& progress, std::uint64_t done, std::uint64_t of,
                                 const char* unit);

/// Adds truth.json, by that or another name, and gives all files their names.
Result<void> publish_truth(OutputFolder& folder, const SynthCommand& command,
                           const std::string& name, const OrderTruthTable& truth);

/// --mode raw.
Result<void> write_raw_orders(const SynthCommand& command);

/// --mode events: a panel of one session, its events and the effects that they have.
Result<void> write_events(const SynthCommand& command);

}  // namespace holdfast
