#include <algorithm>

#include "order_synth/order_row_csv.h"
#include "order_synth/raw_tables.h"
#include "order_synth/raw_telemetry.h"
#include "tca/ordered_chunks.h"
#include "tca/synth_chunks.h"

namespace holdfast {
namespace {

// The files of the folder, in the order in which they were begun.
constexpr std::size_t kRows = 0, kFirstTable = 1;
constexpr std::size_t kFirstTelemetry = kFirstTable + kRawTables.size();

struct Chunk {
  std::string rows;
  RawText tables;
  OrderTruth truth;
};

Chunk make_chunk(const OrderWorld& world, std::uint64_t number) {
  Chunk chunk;
  for_each_row(world, number, [&](const OrderBucket& bucket, const OrderRow& row) {
    chunk.truth.add(row);
    append_order_csv(chunk.rows, world, row);
    append_raw_tables(chunk.tables, world, bucket, row);
  });
  return chunk;
}

Result<void> begin(OutputFolder& folder, const char* name, std::string_view header) {
  const auto file = folder.begin(name);
  if (!file) {
    return tl::unexpected<Error>(file.error());
  }
  return folder.write(*file, std::string(header) + '\n');
}

Result<void> begin_all(OutputFolder& folder) {
  auto begun = begin(folder, "analysis_rows.csv", order_csv_header());
  for (const RawTableFile& table : kRawTables) {
    begun = begun ? begin(folder, table.name, table.header) : begun;
  }
  for (const RawTableFile& table : kTelemetryTables) {
    begun = begun ? begin(folder, table.name, table.header) : begun;
  }
  return begun;
}

template <class Texts>
Result<void> write_texts(OutputFolder& folder, std::size_t first, const Texts& texts) {
  for (std::size_t nth = 0; nth < texts.size(); ++nth) {
    if (const auto wrote = folder.write(first + nth, texts[nth]); !wrote) {
      return wrote;
    }
  }
  return {};
}

Result<OrderTruthTable> write_orders(const SynthCommand& command, const OrderWorld& world,
                                     OutputFolder& folder, ProgressLine& progress) {
  OrderedChunks<Chunk> chunks(synth_threads(command), synth_chunks(command),
                              [&world](std::uint64_t number) { return make_chunk(world, number); });
  OrderTruth truth;
  std::uint64_t written = 0;
  while (const auto chunk = chunks.take()) {
    auto wrote = folder.write(kRows, chunk->rows);
    wrote = wrote ? write_texts(folder, kFirstTable, chunk->tables) : wrote;
    truth.merge(chunk->truth);
    written = std::min(written + kSynthChunkRows, command.options.rows);
    wrote = wrote ? show_synth_progress(progress, written, command.options.rows, "orders") : wrote;
    if (!wrote) {
      return tl::unexpected<Error>(wrote.error());
    }
  }
  return truth.table(command.options);
}

Result<void> write_telemetry(const SynthCommand& command, const OrderWorld& world,
                             OutputFolder& folder, ProgressLine& progress) {
  const std::uint32_t sessions = command.options.sessions;
  const std::uint64_t count = std::uint64_t{command.options.hosts} * sessions;
  OrderedChunks<TelemetryText> chunks(
      synth_threads(command), count, [&world, sessions](std::uint64_t number) {
        TelemetryText text;
        append_telemetry(text, world, static_cast<std::uint32_t>(number / sessions),
                         static_cast<std::uint32_t>(number % sessions));
        return text;
      });
  std::uint64_t written = 0;
  while (const auto text = chunks.take()) {
    auto wrote = write_texts(folder, kFirstTelemetry, *text);
    wrote = wrote ? show_synth_progress(progress, ++written, count, "hosts' sessions") : wrote;
    if (!wrote) {
      return wrote;
    }
  }
  return {};
}

}  // namespace

Result<void> write_raw_orders(const SynthCommand& command) {
  auto folder = OutputFolder::open(command.output);
  if (!folder) {
    return tl::unexpected<Error>(folder.error());
  }
  if (const auto begun = begin_all(*folder); !begun) {
    return begun;
  }
  const OrderWorld world(command.options);
  ProgressLine progress(false);
  const auto truth = write_orders(command, world, *folder, progress);
  if (!truth) {
    return tl::unexpected<Error>(truth.error());
  }
  if (const auto wrote = write_telemetry(command, world, *folder, progress); !wrote) {
    return wrote;
  }
  return publish_truth(*folder, command, "truth.json", *truth);
}

}  // namespace holdfast
