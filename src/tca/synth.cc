#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <thread>

#include "order_synth/order_row_csv.h"
#include "order_synth/order_truth.h"
#include "tca/ordered_chunks.h"
#include "tca/output_folder.h"
#include "tca/synth_truth.h"
#include "tca/verbs.h"
#include "verbs/line_output.h"
#include "verbs/progress_line.h"
#include "verbs/stop_signal.h"

namespace holdfast {
namespace {

constexpr std::uint64_t kChunkRows = 16'384;

struct Chunk {
  std::string text;
  OrderTruth truth;
};

Chunk make_chunk(const OrderWorld& world, std::uint64_t number) {
  const std::uint64_t first = number * kChunkRows;
  const std::uint64_t end = std::min(first + kChunkRows, world.options().rows);
  Chunk chunk;
  chunk.text.reserve(kChunkRows * 256);
  const OrderBucket* bucket = &world.bucket_of(first);
  for (std::uint64_t row = first; row < end; ++row) {
    while (row >= bucket->end_row) {
      ++bucket;
    }
    const OrderRow made = make_order_row(world, *bucket, row);
    chunk.truth.add(made);
    append_order_csv(chunk.text, world, made);
  }
  return chunk;
}

// Where rows go: standard output, or a file of a folder.
class RowOutput {
 public:
  explicit RowOutput(OutputFolder* folder) : folder_(folder) {}

  Result<OutputFate> write(std::string& text) {
    if (folder_ == nullptr) {
      return write_lines(text);
    }
    const auto wrote = folder_->write(0, text);
    if (!wrote) {
      return tl::unexpected<Error>(wrote.error());
    }
    return OutputFate::written;
  }

 private:
  OutputFolder* folder_;
};

unsigned threads_of(const SynthCommand& command) {
  return std::clamp(command.threads != 0 ? command.threads : std::thread::hardware_concurrency(),
                    1U, 256U);
}

// The truth of what was written; nothing when the output's reader has had enough.
Result<std::optional<OrderTruthTable>> write_rows(const SynthCommand& command, RowOutput output) {
  const OrderWorld world(command.options);
  ProgressLine progress(command.output == "-");
  std::string header(order_csv_header());
  header += '\n';
  if (const auto fate = output.write(header); !fate) {
    return tl::unexpected<Error>(fate.error());
  }
  const std::uint64_t rows = command.options.rows;
  OrderedChunks<Chunk> chunks(threads_of(command), (rows + kChunkRows - 1) / kChunkRows,
                              [&world](std::uint64_t number) { return make_chunk(world, number); });
  OrderTruth truth;
  std::uint64_t written = 0;
  while (auto chunk = chunks.take()) {
    const auto fate = output.write(chunk->text);
    if (!fate) {
      return tl::unexpected<Error>(fate.error());
    }
    if (*fate == OutputFate::closed) {
      return std::nullopt;
    }
    if (StopSignal::came()) {
      return fail(ErrorCode::failed, "stopped by a signal; nothing was left behind");
    }
    truth.merge(chunk->truth);
    written = std::min(written + kChunkRows, rows);
    if (progress.is_due()) {
      progress.draw(fmt::format("{:.1f} of {:.1f} M rows ({:.0f} %)",
                                static_cast<double>(written) / 1e6, static_cast<double>(rows) / 1e6,
                                100.0 * static_cast<double>(written) / static_cast<double>(rows)));
    }
  }
  return truth.table(command.options);
}

Result<void> write_truth(OutputFolder& folder, const SynthCommand& command, const std::string& name,
                         const OrderTruthTable& truth) {
  const auto file = folder.begin(name);
  if (!file) {
    return tl::unexpected<Error>(file.error());
  }
  if (const auto wrote = folder.write(*file, truth_json(command, truth)); !wrote) {
    return wrote;
  }
  return folder.publish();
}

Result<void> to_standard_output(const SynthCommand& command) {
  const auto truth = write_rows(command, RowOutput(nullptr));
  if (!truth) {
    return tl::unexpected<Error>(truth.error());
  }
  if (command.truth.empty() || !*truth) {
    return {};
  }
  const std::filesystem::path path(command.truth);
  auto folder = OutputFolder::open(path.has_parent_path() ? path.parent_path().string() : ".");
  if (!folder) {
    return tl::unexpected<Error>(folder.error());
  }
  return write_truth(*folder, command, path.filename().string(), **truth);
}

Result<void> to_folder(const SynthCommand& command) {
  auto folder = OutputFolder::open(command.output);
  if (!folder) {
    return tl::unexpected<Error>(folder.error());
  }
  if (const auto rows = folder->begin("analysis_rows.csv"); !rows) {
    return tl::unexpected<Error>(rows.error());
  }
  const auto truth = write_rows(command, RowOutput(&*folder));
  if (!truth) {
    return tl::unexpected<Error>(truth.error());
  }
  return write_truth(*folder, command, "truth.json", **truth);
}

Result<void> checked(const SynthCommand& command) {
  if (command.output == "-" && command.mode == SynthMode::raw) {
    return fail(ErrorCode::usage,
                "--mode raw makes several tables: name their folder with -o FOLDER");
  }
  if (command.output != "-" && !command.truth.empty()) {
    return fail(ErrorCode::usage,
                fmt::format("--truth {} is for -o -: truth.json goes to the folder {}",
                            command.truth, command.output));
  }
  return check(command.options);
}

}  // namespace

int run_synth(const SynthCommand& command) {
  std::signal(SIGPIPE, SIG_IGN);
  if (const auto fine = checked(command); !fine) {
    return report_tca(fine.error());
  }
  const StopSignal stop;
  const auto done = command.output == "-" ? to_standard_output(command) : to_folder(command);
  return done ? kVerbDone : report_tca(done.error());
}

}  // namespace holdfast
