#include "tca/telemetry_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/printable.h"

namespace holdfast {
namespace {

tl::unexpected<Error> refuse(std::size_t row, std::string_view column, std::string_view what) {
  return fail(ErrorCode::malformed,
              fmt::format("row {}: column \"{}\" has {}", row + 1, column, what));
}

// The cells of one table; columns that are not there are null everywhere.
class Cells {
 public:
  explicit Cells(const Table& table) : table_(table) {}

  std::optional<std::int64_t> integer(std::size_t row, std::string_view name) const {
    const auto* column = table_.find(name);
    if (column == nullptr || column->is_null_at(row)) return std::nullopt;
    return column->integers[row];
  }
  std::string_view text(std::size_t row, std::string_view name) const {
    const auto* column = table_.find(name);
    if (column == nullptr || column->is_null_at(row)) return {};
    return column->levels[column->codes[row]];
  }
  /// A number of an interrupt, a CPU or a node; nothing when it is null.
  Result<std::optional<std::uint32_t>> number(std::size_t row, std::string_view name,
                                              std::int64_t most = UINT32_MAX) const {
    const auto value = integer(row, name);
    if (!value) return std::optional<std::uint32_t>();
    if (*value < 0 || *value > most) {
      return refuse(row, name, fmt::format("{}, which is not in 0 to {}", *value, most));
    }
    return std::optional(static_cast<std::uint32_t>(*value));
  }
  Result<std::uint32_t> number_there(std::size_t row, std::string_view name,
                                     std::int64_t most = UINT32_MAX) const {
    const auto value = number(row, name, most);
    if (!value) return tl::unexpected(value.error());
    if (!*value) return refuse(row, name, "nothing");
    return **value;
  }
  std::uint64_t count(std::size_t row, std::string_view name) const {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(integer(row, name).value_or(0), 0));
  }
  Result<CpuSet> cpus(std::size_t row, std::string_view name) const {
    const auto list = text(row, name);
    auto cpus = CpuSet::parse_list(list);
    if (!cpus)
      return refuse(row, name, fmt::format("\"{}\", which is no list of CPUs", printable(list)));
    return cpus;
  }

 private:
  const Table& table_;
};

constexpr std::int64_t kMostCpu = CpuSet::kMaxCpus - 1;

using Reader = Result<void> (*)(const Cells& cells, std::size_t row, HostTelemetry& to);

Result<void> read_irq(const Cells& cells, std::size_t row, HostTelemetry& to) {
  const auto irq = cells.number_there(row, "irq"), cpu = cells.number_there(row, "cpu", kMostCpu);
  if (!irq) return tl::unexpected(irq.error());
  if (!cpu) return tl::unexpected(cpu.error());
  const auto name = cells.text(row, "name");
  // The same vectors come again and again, so the last names are the likely ones.
  auto found = std::find(to.names.rbegin(), to.names.rend(), name);
  if (found == to.names.rend()) {
    to.names.emplace_back(name);
    found = to.names.rbegin();
  }
  const auto number = static_cast<std::uint32_t>(to.names.rend() - found - 1);
  to.irqs.push_back(
      {cells.integer(row, "ts_ns").value_or(0), *irq, *cpu, cells.count(row, "count"), number});
  return {};
}

Result<void> read_affinity(const Cells& cells, std::size_t row, HostTelemetry& to) {
  const auto irq = cells.number_there(row, "irq");
  if (!irq) return tl::unexpected(irq.error());
  AffinityReading reading{cells.integer(row, "ts_ns").value_or(0), *irq, {}, {}, {}};
  struct Wanted {
    const char* name;
    CpuSet& to;
  };
  for (const auto& [name, cpus] :
       {Wanted{"requested_list", reading.requested}, Wanted{"effective_list", reading.effective},
        Wanted{"target_list", reading.target}}) {
    auto read = cells.cpus(row, name);
    if (!read) return tl::unexpected(read.error());
    cpus = std::move(*read);
  }
  to.affinities.push_back(std::move(reading));
  return {};
}

Result<void> read_topology(const Cells& cells, std::size_t row, HostTelemetry& to) {
  const auto cpu = cells.number(row, "cpu", kMostCpu), node = cells.number(row, "node");
  if (!cpu) return tl::unexpected(cpu.error());
  if (!node) return tl::unexpected(node.error());
  if (*cpu) {
    to.cpus.push_back({cells.integer(row, "ts_ns").value_or(0), **cpu, *node,
                       cells.integer(row, "online").value_or(1) != 0});
  }
  const std::string nic(cells.text(row, "nic"));
  if (nic.empty()) return {};
  const auto home = cells.integer(row, "nic_node");  // -1: the kernel does not know
  const auto known = std::ranges::find(to.nics, nic, &NicReading::name);
  auto& reading = known == to.nics.end() ? to.nics.emplace_back() : *known;
  reading.name = nic;
  if (home && *home >= 0) reading.node = static_cast<std::uint32_t>(*home);
  return {};
}

Result<void> read_load(const Cells& cells, std::size_t row, HostTelemetry& to) {
  const auto cpu = cells.number_there(row, "cpu", kMostCpu);
  if (!cpu) return tl::unexpected(cpu.error());
  to.loads.push_back({cells.integer(row, "ts_ns").value_or(0), *cpu, cells.count(row, "net_rx")});
  return {};
}

Result<void> read_delay(const Cells& cells, std::size_t row, HostTelemetry& to) {
  const auto stamp = cells.integer(row, "ts_hw_ns"), read = cells.integer(row, "ts_user_ns");
  if (stamp.value_or(0) != 0 && read.value_or(0) != 0) to.delays.push_back({*stamp, *read});
  return {};
}

Result<void> read_miss(const Cells& cells, std::size_t row, HostTelemetry& to) {
  const auto cpu = cells.number_there(row, "cpu", kMostCpu);
  if (!cpu) return tl::unexpected(cpu.error());
  if (!cells.integer(row, "llc_miss") || !cells.integer(row, "packets")) return {};
  to.misses.push_back({cells.integer(row, "ts_ns").value_or(0), *cpu, cells.count(row, "llc_miss"),
                       cells.count(row, "packets")});
  return {};
}

Result<void> read_change(const Cells& cells, std::size_t row, HostTelemetry& to) {
  if (const auto at = cells.integer(row, "ts_ns")) to.changes.push_back(*at);
  return {};
}

Reader reader_of(std::string_view name) {
  if (name == "host_irq") return read_irq;
  if (name == "host_affinity") return read_affinity;
  if (name == "host_topology") return read_topology;
  if (name == "host_softirq") return read_load;
  if (name == "pkt_latency") return read_delay;
  return name == "cache" ? read_miss : read_change;
}

}  // namespace

Result<void> add_telemetry(std::string_view name, const Table& table, TelemetryRows& to) {
  const Cells cells(table);
  const auto read = reader_of(name);
  const auto* hosts = table.find("host");
  std::vector<HostTelemetry*> places(hosts == nullptr ? 0 : hosts->levels.size(), nullptr);
  for (std::size_t row = 0; row < table.rows; ++row) {
    HostTelemetry* host = &to.everywhere;
    if (hosts != nullptr && !hosts->is_null_at(row)) {
      auto& place = places[hosts->codes[row]];
      if (place == nullptr) place = &to.hosts[hosts->levels[hosts->codes[row]]];
      host = place;
    } else if (name != "host_topology") {
      return refuse(row, "host", "nothing");
    }
    if (auto done = read(cells, row, *host); !done) return done;
  }
  return {};
}

Result<void> add_clocks(const Table& table, TelemetryRows& to) {
  const Cells cells(table);
  for (std::size_t row = 0; row < table.rows; ++row) {
    const auto host = cells.text(row, "host");
    if (host.empty()) return refuse(row, "host", "nothing");
    const auto error = cells.integer(row, "max_error_ns");
    if (!error) continue;
    to.clocks[std::string(host)].push_back({cells.integer(row, "ts_ns").value_or(0), *error});
  }
  return {};
}

void spread_topology(TelemetryRows& rows) {
  for (auto& [name, host] : rows.hosts) {
    if (host.cpus.empty()) host.cpus = rows.everywhere.cpus;
    if (host.nics.empty()) host.nics = rows.everywhere.nics;
  }
}

}  // namespace holdfast
