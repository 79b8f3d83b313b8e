#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "tca/events_panel.h"

namespace holdfast {
namespace {

tl::unexpected<Error> refuse_row(const AnalysisSource& source, std::size_t row,
                                 std::string_view sentence) {
  return fail(ErrorCode::usage, fmt::format("{}: row {}: {}", source.file, row + 1, sentence));
}

std::string_view text_at(const Table& table, std::string_view name, std::size_t row) {
  const auto* column = table.find(name);
  if (column == nullptr || column->is_null_at(row)) return "";
  return column->levels[column->codes[row]];
}

// The column direction decides, else that the event ends in ALIGNED, else its cause.
Result<bool> is_repair(const SourcedTable& read, const EventsCommand& command, std::size_t row) {
  const auto direction = text_at(read.table, "direction", row);
  if (!direction.empty()) {
    if (direction == "repair" || direction == "drift") return direction == "repair";
    return refuse_row(
        read.source, row,
        fmt::format("column \"direction\" has \"{}\"; it is drift or repair", direction));
  }
  if (text_at(read.table, "to", row) == "ALIGNED") return true;
  const auto cause = text_at(read.table, "cause", row);
  return std::ranges::find(command.repair_causes, cause) != command.repair_causes.end();
}

// Which session has this bin; nothing: none. usage: more than one, and the event does not say.
Result<std::optional<std::size_t>> session_of(const SourcedTable& read, const EventsPanel& panel,
                                              std::size_t row, std::int64_t bin) {
  const bool says = read.table.find("session") != nullptr;
  const auto name = text_at(read.table, "session", row);
  std::optional<std::size_t> found;
  std::uint32_t begin = 0;
  for (std::size_t session = 0; session < panel.sessions.size(); ++session) {
    const std::int64_t bins = panel.grid.session_ends[session] - begin;
    begin = panel.grid.session_ends[session];
    const auto first = panel.first_bins[session];
    if (bin < first || bin >= first + bins || (says && name != panel.sessions[session])) continue;
    if (found) {
      return refuse_row(
          read.source, row,
          fmt::format("bin {} is in sessions \"{}\" and \"{}\"; the events need a column session",
                      bin, panel.sessions[*found], panel.sessions[session]));
    }
    found = session;
  }
  return found;
}

std::size_t merge_same(std::vector<StudiedEvent>& events) {
  std::ranges::sort(events);
  const auto same = std::ranges::unique(events, [](const auto& a, const auto& b) {
    return a.at == b.at && a.is_repair == b.is_repair;
  });
  const auto merged = static_cast<std::size_t>(same.end() - same.begin());
  events.erase(same.begin(), same.end());
  return merged;
}

Result<void> add_event(EventsInPanel& out, const SourcedTable& read, const EventsCommand& command,
                       const EventsPanel& panel, std::size_t row, std::int64_t bin) {
  const auto repair = is_repair(read, command, row);
  if (!repair) return tl::unexpected(repair.error());
  const std::string cause(text_at(read.table, "cause", row));
  const auto session = session_of(read, panel, row, bin);
  if (!session) return tl::unexpected(session.error());
  const auto host = std::ranges::lower_bound(panel.hosts, text_at(read.table, "host", row));
  if (!*session || host == panel.hosts.end() || *host != text_at(read.table, "host", row)) {
    out.strays.push_back({*repair, cause});
    return {};
  }
  const auto begin = **session == 0 ? 0 : panel.grid.session_ends[**session - 1];
  const auto column = begin + static_cast<std::uint32_t>(bin - panel.first_bins[**session]);
  const auto number = static_cast<std::uint32_t>(host - panel.hosts.begin());
  out.events.push_back({{number, column}, *repair, cause});
  return {};
}

}  // namespace

Result<EventsInPanel> read_events(const Database& database, const EventsCommand& command,
                                  const EventsPanel& panel) {
  const std::vector<ColumnOffered> columns = {
      {{"host", ColumnKind::text}, true},    {{"session", ColumnKind::text}, false},
      {{"bin", ColumnKind::integer}, false}, {{"ts_ns", ColumnKind::integer}, false},
      {{"cause", ColumnKind::text}, false},  {{"from", ColumnKind::text}, false},
      {{"to", ColumnKind::text}, false},     {{"direction", ColumnKind::text}, false}};
  const auto read =
      read_sourced(database, command.events, columns, false, command.input.null_words);
  if (!read) return tl::unexpected(read.error());
  const auto& table = read->table;
  EventsInPanel out{.source = read->source, .rows = table.rows};
  const auto* number = panel.has_own_bins ? table.find("bin") : nullptr;
  const auto* stamp = table.find("ts_ns");
  const auto* place = number != nullptr ? number : stamp;
  if (place == nullptr) {
    return fail(ErrorCode::usage, fmt::format("{}: has no column \"ts_ns\"{}", read->source.file,
                                              panel.has_own_bins ? ", and no column \"bin\"" : ""));
  }
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (place->is_null_at(row) || text_at(table, "host", row).empty()) {
      ++out.rows_without_place;
      continue;
    }
    const auto value = place->integers[row];
    const auto bin = place == number ? value : bin_of(value, command.bin_ns);
    if (const auto added = add_event(out, *read, command, panel, row, bin); !added) {
      return tl::unexpected(added.error());
    }
  }
  out.merged = merge_same(out.events);
  return out;
}

}  // namespace holdfast
