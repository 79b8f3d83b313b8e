#include "tca/synth_chunks.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "tca/synth_truth.h"
#include "verbs/stop_signal.h"

namespace holdfast {

std::uint64_t synth_chunks(const SynthCommand& command) {
  return (command.options.rows + kSynthChunkRows - 1) / kSynthChunkRows;
}

unsigned synth_threads(const SynthCommand& command) {
  const unsigned wanted =
      command.threads != 0 ? command.threads : std::thread::hardware_concurrency();
  return std::clamp(wanted, 1U, 256U);
}

void for_each_row(const OrderWorld& world, std::uint64_t chunk,
                  const std::function<void(const OrderBucket&, const OrderRow&)>& visit) {
  const std::uint64_t first = chunk * kSynthChunkRows;
  const std::uint64_t end = std::min(first + kSynthChunkRows, world.options().rows);
  const OrderBucket* bucket = &world.bucket_of(first);
  for (std::uint64_t row = first; row < end; ++row) {
    while (row >= bucket->end_row) {
      ++bucket;
    }
    visit(*bucket, make_order_row(world, *bucket, row));
  }
}

Result<void> show_synth_progress(ProgressLine& progress, std::uint64_t done, std::uint64_t of,
                                 const char* unit) {
  if (StopSignal::came()) {
    return fail(ErrorCode::failed, "stopped by a signal; no file was left behind");
  }
  if (progress.is_due()) {
    progress.draw(fmt::format("{} of {} {} ({:.0f} %)", done, of, unit,
                              100.0 * static_cast<double>(done) / static_cast<double>(of)));
  }
  return {};
}

Result<void> publish_truth(OutputFolder& folder, const SynthCommand& command,
                           const std::string& name, const OrderTruthTable& truth) {
  const auto file = folder.begin(name);
  if (!file) {
    return tl::unexpected<Error>(file.error());
  }
  if (const auto wrote = folder.write(*file, truth_json(command, truth)); !wrote) {
    return wrote;
  }
  return folder.publish();
}

}  // namespace holdfast
