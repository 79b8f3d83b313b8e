#include <algorithm>
#include <array>
#include <tuple>

#include "stats/quantile.h"
#include "tca/events_panel.h"

namespace holdfast {
namespace {

struct Packet {
  std::uint32_t host = 0;
  std::int64_t bin = 0;
  double latency_us = 0;
};

std::vector<Packet> packets_of(const Table& table, std::int64_t bin_ns) {
  const auto& host = *table.find("host");
  const auto& stamped = *table.find("ts_hw_ns");
  const auto& seen = *table.find("ts_user_ns");
  std::vector<Packet> packets;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (host.is_null_at(row) || stamped.is_null_at(row) || seen.is_null_at(row) ||
        stamped.integers[row] == 0 || seen.integers[row] == 0) {
      continue;
    }
    const auto at = stamped.integers[row];
    packets.push_back(
        {host.codes[row], bin_of(at, bin_ns), static_cast<double>(seen.integers[row] - at) / 1e3});
  }
  std::ranges::sort(packets, {}, [](const Packet& packet) {
    return std::tuple(packet.host, packet.bin, packet.latency_us);
  });
  return packets;
}

struct PanelColumns {
  Column host, bin, hj95, hj95x;

  explicit PanelColumns(std::vector<std::string> hosts)
      : host{.name = "host", .kind = ColumnKind::text, .levels = std::move(hosts)},
        bin{.name = "bin", .kind = ColumnKind::integer},
        hj95{.name = "hj95_us"},
        hj95x{.name = "hj95x_us"} {}

  // Packets of one host and bin, ascending.
  void add(std::span<const Packet> packets) {
    std::vector<double> latencies;
    for (const auto& packet : packets) latencies.push_back(packet.latency_us);
    const double p50 = *quantile_type7(latencies, .5), p95 = *quantile_type7(latencies, .95);
    host.codes.push_back(packets.front().host);
    bin.integers.push_back(packets.front().bin);
    hj95.numbers.push_back(p95);
    hj95x.numbers.push_back(p95 - p50);
  }
  Table table() && {
    const auto rows = bin.integers.size();
    return {{std::move(host), std::move(bin), std::move(hj95), std::move(hj95x)}, rows};
  }
};

}  // namespace

Result<EventsPanel> read_latency_panel(const Database& database, const EventsCommand& command) {
  const auto read = read_sourced(database, command.latencies,
                                 {{{"host", ColumnKind::text}, true},
                                  {{"ts_hw_ns", ColumnKind::integer}, true},
                                  {{"ts_user_ns", ColumnKind::integer}, true}},
                                 false, command.input.null_words);
  if (!read) return tl::unexpected(read.error());
  const auto packets = packets_of(read->table, command.bin_ns);
  PanelColumns columns(read->table.find("host")->levels);
  for (auto from = packets.begin(); from != packets.end();) {
    const auto to = std::find_if(from, packets.end(), [&](const Packet& packet) {
      return packet.host != from->host || packet.bin != from->bin;
    });
    if (static_cast<std::size_t>(to - from) >= kFewestPackets) columns.add({from, to});
    from = to;
  }
  auto panel = events_panel_of({read->source, std::move(columns).table()}, {"hj95_us", "hj95x_us"},
                               command.bin_ns);
  if (panel) {
    panel->rows = read->table.rows;
    panel->rows_without_place = read->table.rows - packets.size();
  }
  return panel;
}

}  // namespace holdfast
