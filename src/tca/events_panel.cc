#include "tca/events_panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace holdfast {
namespace {

constexpr std::size_t kMostCells = 200'000'000;

tl::unexpected<Error> refuse(const AnalysisSource& source, std::string_view sentence) {
  return fail(ErrorCode::usage, fmt::format("{}: {}", source.file, sentence));
}

std::vector<ColumnOffered> place_columns() {
  return {{{"host", ColumnKind::text}, true},
          {{"session", ColumnKind::text}, false},
          {{"bin", ColumnKind::integer}, false},
          {{"ts_ns", ColumnKind::integer}, false}};
}

// The row's bin by its own number or by the clock; nothing where that is null.
std::optional<std::int64_t> bin_at(const Table& table, bool by_number, std::int64_t bin_ns,
                                   std::size_t row) {
  const auto& column = *table.find(by_number ? "bin" : "ts_ns");
  if (column.is_null_at(row)) return std::nullopt;
  const auto value = column.integers[row];
  return by_number ? value : bin_of(value, bin_ns);
}

struct RowPlace {
  std::uint32_t host = 0, session = 0;
  std::int64_t bin = 0;
  bool is_known = false;
};

std::vector<RowPlace> places_of(const Table& table, bool by_number, std::int64_t bin_ns) {
  const auto* session = table.find("session");
  const auto& host = *table.find("host");
  std::vector<RowPlace> places(table.rows);
  for (std::size_t row = 0; row < table.rows; ++row) {
    const auto bin = bin_at(table, by_number, bin_ns, row);
    if (!bin || host.is_null_at(row) || (session != nullptr && session->is_null_at(row))) continue;
    places[row] = {host.codes[row], session == nullptr ? 0 : session->codes[row], *bin, true};
  }
  return places;
}

// First and last bin of each session; a session without rows has none.
Result<void> lay_out(EventsPanel& panel, const std::vector<RowPlace>& places) {
  constexpr auto kNone = std::numeric_limits<std::int64_t>::max();
  panel.first_bins.assign(panel.sessions.size(), kNone);
  std::vector<std::int64_t> last(panel.sessions.size(), std::numeric_limits<std::int64_t>::min());
  for (const auto& place : places) {
    if (!place.is_known) {
      ++panel.rows_without_place;
      continue;
    }
    auto& first = panel.first_bins[place.session];
    first = std::min(first, place.bin);
    last[place.session] = std::max(last[place.session], place.bin);
  }
  panel.grid.hosts = static_cast<std::uint32_t>(panel.hosts.size());
  double cells = 0;
  for (std::size_t session = 0; session < last.size(); ++session) {
    const bool is_empty = panel.first_bins[session] == kNone;
    const double bins = is_empty ? 0
                                 : static_cast<double>(last[session]) -
                                       static_cast<double>(panel.first_bins[session]) + 1;
    cells += bins * panel.grid.hosts;
    if (cells > kMostCells) {
      return refuse(panel.source,
                    fmt::format("session \"{}\" spans {} bins on {} hosts; is it one session, and "
                                "is --bin-seconds what it should be?",
                                panel.sessions[session], bins, panel.grid.hosts));
    }
    panel.grid.session_ends.push_back(panel.grid.bins() + static_cast<std::uint32_t>(bins));
    if (is_empty) panel.first_bins[session] = 0;
  }
  return {};
}

std::uint32_t session_begin(const PanelGrid& grid, std::size_t session) {
  return session == 0 ? 0 : grid.session_ends[session - 1];
}

Result<void> fill(EventsPanel& panel, const Table& table, const std::vector<RowPlace>& places,
                  const std::vector<std::string>& outcomes) {
  std::vector<const Column*> columns;
  for (const auto& name : outcomes) {
    columns.push_back(table.find(name));
    panel.outcomes.push_back({name, std::vector<double>(panel.grid.cells(), std::nan(""))});
  }
  std::vector<std::uint8_t> is_taken(panel.grid.cells());
  for (std::size_t row = 0; row < places.size(); ++row) {
    const auto& place = places[row];
    if (!place.is_known) continue;
    const auto bin = static_cast<std::size_t>(place.bin - panel.first_bins[place.session]) +
                     session_begin(panel.grid, place.session);
    const std::size_t cell = std::size_t{place.host} * panel.grid.bins() + bin;
    if (is_taken[cell]++ != 0) {
      return refuse(panel.source,
                    fmt::format("row {}: host \"{}\" has bin {} a second time; a host has one row "
                                "per bin",
                                row + 1, panel.hosts[place.host], place.bin));
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const double value = columns[i]->is_null_at(row) ? std::nan("") : columns[i]->numbers[row];
      if (std::isfinite(value)) panel.outcomes[i].values[cell] = value;
    }
  }
  return {};
}

}  // namespace

std::int64_t bin_of(std::int64_t ns, std::int64_t bin_ns) {
  const auto whole = ns / bin_ns;
  return ns % bin_ns < 0 ? whole - 1 : whole;
}

Result<EventsPanel> read_events_panel(const Database& database, const EventsCommand& command) {
  if (!command.latencies.empty()) return read_latency_panel(database, command);
  auto columns = place_columns();
  for (const auto& name : command.outcomes) columns.push_back({{name, ColumnKind::number}, true});
  auto read = read_sourced(database, command.panel, columns, command.outcomes.empty(),
                           command.input.null_words);
  if (!read) return tl::unexpected(read.error());
  const auto& table = read->table;
  const bool has_own_bins = table.find("bin") != nullptr;
  if (!has_own_bins && table.find("ts_ns") == nullptr) {
    return refuse(read->source, "has neither a column \"bin\" nor \"ts_ns\"");
  }
  std::vector<std::string> outcomes = command.outcomes;
  for (const auto& column : table.columns) {
    if (command.outcomes.empty() && column.kind == ColumnKind::number) {
      outcomes.push_back(column.name);
    }
  }
  if (outcomes.empty()) return refuse(read->source, "has no column that could be an outcome");
  auto panel = events_panel_of(*read, outcomes, command.bin_ns);
  if (panel) panel->has_own_bins = has_own_bins;
  return panel;
}

Result<EventsPanel> events_panel_of(const SourcedTable& read,
                                    const std::vector<std::string>& outcomes, std::int64_t bin_ns) {
  const auto& table = read.table;
  EventsPanel panel{.source = read.source, .rows = table.rows};
  panel.hosts = table.find("host")->levels;
  const auto* session = table.find("session");
  panel.sessions = session == nullptr ? std::vector<std::string>{""} : session->levels;
  const auto places = places_of(table, table.find("bin") != nullptr, bin_ns);
  if (const auto laid = lay_out(panel, places); !laid) return tl::unexpected(laid.error());
  if (const auto filled = fill(panel, table, places, outcomes); !filled) {
    return tl::unexpected(filled.error());
  }
  return panel;
}

}  // namespace holdfast
