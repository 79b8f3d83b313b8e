#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <optional>

#include "order_synth/order_row_csv.h"
#include "tca/ordered_chunks.h"
#include "tca/synth_chunks.h"
#include "tca/verbs.h"
#include "verbs/line_output.h"
#include "verbs/stop_signal.h"

namespace holdfast {
namespace {

struct Chunk {
  std::string text;
  OrderTruth truth;
};

Chunk make_chunk(const OrderWorld& world, std::uint64_t number) {
  Chunk chunk;
  chunk.text.reserve(kSynthChunkRows * 256);
  for_each_row(world, number, [&](const OrderBucket& /*bucket*/, const OrderRow& row) {
    chunk.truth.add(row);
    append_order_csv(chunk.text, world, row);
  });
  return chunk;
}

// Where rows go: standard output, or the first file of a folder.
Result<OutputFate> write_text(OutputFolder* folder, std::string& text) {
  if (folder == nullptr) {
    return write_lines(text);
  }
  if (const auto wrote = folder->write(0, text); !wrote) {
    return tl::unexpected<Error>(wrote.error());
  }
  return OutputFate::written;
}

// The truth of what was written; nothing when the output's reader has had enough.
Result<std::optional<OrderTruthTable>> write_rows(const SynthCommand& command,
                                                  OutputFolder* folder) {
  const OrderWorld world(command.options);
  ProgressLine progress(folder == nullptr);
  std::string header(order_csv_header());
  header += '\n';
  if (const auto fate = write_text(folder, header); !fate) {
    return tl::unexpected<Error>(fate.error());
  }
  OrderedChunks<Chunk> chunks(synth_threads(command), synth_chunks(command),
                              [&world](std::uint64_t number) { return make_chunk(world, number); });
  OrderTruth truth;
  std::uint64_t written = 0;
  while (auto chunk = chunks.take()) {
    const auto fate = write_text(folder, chunk->text);
    if (!fate) {
      return tl::unexpected<Error>(fate.error());
    }
    if (*fate == OutputFate::closed) {
      return std::nullopt;
    }
    truth.merge(chunk->truth);
    written = std::min(written + kSynthChunkRows, command.options.rows);
    if (const auto on = show_synth_progress(progress, written, command.options.rows, "rows"); !on) {
      return tl::unexpected<Error>(on.error());
    }
  }
  return truth.table(command.options);
}

Result<void> to_standard_output(const SynthCommand& command) {
  const auto truth = write_rows(command, nullptr);
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
  return publish_truth(*folder, command, path.filename().string(), **truth);
}

Result<void> to_folder(const SynthCommand& command) {
  auto folder = OutputFolder::open(command.output);
  if (!folder) {
    return tl::unexpected<Error>(folder.error());
  }
  if (const auto rows = folder->begin("analysis_rows.csv"); !rows) {
    return tl::unexpected<Error>(rows.error());
  }
  const auto truth = write_rows(command, &*folder);
  if (!truth) {
    return tl::unexpected<Error>(truth.error());
  }
  return publish_truth(*folder, command, "truth.json", **truth);
}

Result<void> checked(const SynthCommand& command) {
  const bool is_raw = command.mode == SynthMode::raw;
  if (command.mode != SynthMode::analysis && command.output == "-") {
    return fail(ErrorCode::usage,
                fmt::format("--mode {} makes several tables: name their folder with -o FOLDER",
                            is_raw ? "raw" : "events"));
  }
  if (is_raw && (command.options.missing > 0 || command.options.effect_scale < 0)) {
    return fail(
        ErrorCode::usage,
        "--missing and a negative --effect-scale are for --mode analysis: no log has such orders");
  }
  if (command.output != "-" && !command.truth.empty()) {
    return fail(ErrorCode::usage,
                fmt::format("--truth {} is for -o -: truth.json goes to the folder {}",
                            command.truth, command.output));
  }
  return check(command.options);
}

Result<void> write_orders(const SynthCommand& command) {
  if (command.mode == SynthMode::raw) {
    return write_raw_orders(command);
  }
  if (command.mode == SynthMode::events) {
    return write_events(command);
  }
  return command.output == "-" ? to_standard_output(command) : to_folder(command);
}

}  // namespace

int run_synth(const SynthCommand& command) {
  std::signal(SIGPIPE, SIG_IGN);
  if (const auto fine = checked(command); !fine) {
    return report_tca(fine.error());
  }
  const StopSignal stop;
  const auto done = write_orders(command);
  return done ? kVerbDone : report_tca(done.error());
}

}  // namespace holdfast
