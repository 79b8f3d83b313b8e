#include "tca/telemetry_tables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "tca/store_telemetry_input.h"
#include "tca/telemetry_rows.h"

namespace holdfast {
namespace {

constexpr std::array<std::string_view, 8> kTables = {
    "host_irq",    "host_affinity", "host_topology",   "host_softirq",
    "pkt_latency", "cache",         "affinity_events", "clock"};

Result<void> read_one(const Database& database, const std::string& word, const Mappings& mappings,
                      const std::vector<std::string>& null_words, TelemetryRows& rows,
                      std::vector<FileSource>& sources) {
  const auto equal = word.find('=');
  const auto name = word.substr(0, equal);
  if (equal == word.npos || std::ranges::find(kTables, name) == kTables.end()) {
    return fail(ErrorCode::usage, fmt::format("label: \"{}\" is not TABLE=FILE; the tables are {}",
                                              word, fmt::join(kTables, ", ")));
  }
  const auto file = InputFile::open(word.substr(equal + 1));
  if (!file) return tl::unexpected(file.error());
  const auto& spec = *find_table_spec(name);
  const auto table = load_mapped_table(database, spec, *file, mappings, null_words);
  if (!table) return tl::unexpected(table.error());
  // One that stands for NICs only, or for CPUs only, is a topology too.
  if (name != "host_topology") {
    if (auto complete = expect_required(spec, *table, *file); !complete) return complete;
  }
  auto source = source_of(name, *file, table->rows);
  if (!source) return tl::unexpected(source.error());
  sources.push_back(std::move(*source));
  const auto added = name == "clock" ? add_clocks(*table, rows) : add_telemetry(name, *table, rows);
  if (!added) {
    return fail(added.error().code, fmt::format("{}: {}", file->name(), added.error().sentence));
  }
  return {};
}

}  // namespace

Result<HostRegimesRead> read_host_regimes(const Database& database, const TelemetryFiles& files,
                                          const LabelSettings& settings,
                                          const std::vector<std::string>& null_words) {
  const auto mappings = mappings_of(files.mapping);
  if (!mappings) return tl::unexpected(mappings.error());
  HostRegimesRead out;
  TelemetryRows rows;
  for (const auto& word : files.tables) {
    auto done = read_one(database, word, *mappings, null_words, rows, out.sources);
    if (!done) return tl::unexpected(done.error());
  }
  StoredHosts stored;
  for (const auto& path : files.stores) {
    auto done = read_store(path, stored, out.sources);
    if (!done) return tl::unexpected(done.error());
  }
  for (auto& [host, readings] : rows.clocks) out.clocks[host] = HostClock(std::move(readings));
  const auto washout_ns = static_cast<std::int64_t>(settings.washout_seconds * 1e9);
  spread_topology(rows);
  for (auto& [host, telemetry] : rows.hosts) {
    auto changes = std::move(telemetry.changes);
    auto windows = windows_of(std::move(telemetry), settings.windows);
    label_windows(windows, settings.label);
    out.hosts[host] = HostRegimes(std::move(windows), std::move(changes), washout_ns);
  }
  for (auto& [host, of] : stored) {
    if (out.hosts.contains(host)) {
      return fail(ErrorCode::usage,
                  fmt::format("label: host \"{}\" is in a store and in a table too", host));
    }
    label_windows(of.windows, settings.label);
    out.hosts[host] = HostRegimes(std::move(of.windows), std::move(of.changes), washout_ns);
  }
  return out;
}

}  // namespace holdfast
