#include "store/writing.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "store/event_row.h"
#include "store/frame_row.h"
#include "store/schema.h"

namespace holdfast {
namespace {

std::int64_t as_integer(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::string parameters(int count) {
  std::string text = "?";
  for (int i = 1; i < count; ++i) text += ",?";
  return text;
}

}  // namespace

std::size_t rows_of(const QueuedRows& queued) {
  if (const auto* frame = std::get_if<FrameRows>(&queued)) return frame->size();
  if (const auto* topology = std::get_if<TopologyRows>(&queued)) return topology->rows.size() + 1;
  if (const auto* gateway = std::get_if<GatewayGauges>(&queued)) return gateway->size();
  return 1;
}

TopologyRows topology_of(const Intent& intent, const std::string& host, std::int64_t at_ns) {
  TopologyRows rows{host, at_ns, {}};
  for (const auto& cpu : intent.topology.cpus) {
    const auto node = cpu.node ? std::optional(cpu.node->value) : std::nullopt;
    rows.rows.push_back({cpu.id.value, node, "", intent.topology.online.contains(cpu.id)});
  }
  for (const auto cpu : (intent.topology.possible - intent.topology.online).to_vector()) {
    if (intent.topology.find(cpu) == nullptr) rows.rows.push_back({cpu.value, {}, "", false});
  }
  std::map<std::string, std::optional<std::uint32_t>> nics;
  for (const auto& target : intent.targets) {
    if (target.nic.empty()) continue;
    auto& node = nics[target.nic];
    if (target.nic_node) node = target.nic_node->value;
  }
  for (const auto& [nic, node] : nics) rows.rows.push_back({std::nullopt, node, nic, true});
  return rows;
}

Writing::Writing(SqliteDatabase& database, std::string host)
    : database_(&database), host_(std::move(host)) {}

Result<void> Writing::prepare() {
  const std::pair<Statement*, std::string> statements[] = {
      {&event_, fmt::format("INSERT OR REPLACE INTO events({}) VALUES({})", kEventColumns,
                            parameters(kEventColumnCount))},
      {&frame_, fmt::format("INSERT OR REPLACE INTO frames(id, host, {}) VALUES({})", kFrameColumns,
                            parameters(kFrameColumnCount + 2))},
      {&irq_, "INSERT OR REPLACE INTO irq_counts VALUES(?,?)"},
      {&cpu_, "INSERT OR REPLACE INTO cpu_counts VALUES(?,?,?,?,?,?,?,?)"},
      {&delay_, "INSERT INTO packet_delays VALUES(?,?,?,?,?)"},
      {&affinity_, "INSERT INTO host_affinity VALUES(?,?,?,?,?,?)"},
      {&topology_, "INSERT INTO host_topology VALUES(?,?,?,?,?,?,?)"},
      {&apply_, "INSERT OR REPLACE INTO applies VALUES(?,?,?,?,?,?,?,?,?)"},
      {&clock_, "INSERT INTO clock VALUES(?,?,?,?,?)"},
      {&cache_, "INSERT INTO cache VALUES(?,?,?,?,?,?)"},
      {&add_host_, "INSERT OR IGNORE INTO hosts(name) VALUES(?)"},
      {&find_host_, "SELECT id FROM hosts WHERE name = ?"},
      {&numbering_, "UPDATE numbering SET last_event = ?1 WHERE last_event < ?1"},
      {&series_,
       "INSERT INTO irq_series VALUES(?,?,?,?,?,?,?) "
       "ON CONFLICT(id) DO UPDATE SET total = excluded.total"},
      {&cpu_total_, "INSERT OR REPLACE INTO cpu_totals VALUES(?,?,?,?,?,?,?,?)"},
  };
  for (const auto& [statement, sql] : statements) {
    auto prepared = database_->prepare(sql);
    if (!prepared) return tl::unexpected<Error>(prepared.error());
    *statement = std::move(*prepared);
  }
  return gateway_.prepare(*database_);
}

Result<void> Writing::begin() {
  frames_begun_ = next_frame_;
  return database_->execute("BEGIN IMMEDIATE");
}

Result<void> Writing::commit(const Telemetry& telemetry) {
  if (auto written = write_totals(telemetry); !written) return written;
  if (last_event_ != 0) {
    if (auto kept = numbering_.bind(1, as_integer(last_event_)).run(); !kept) return kept;
  }
  if (auto done = database_->execute("COMMIT"); !done) return done;
  irqs_.clear();
  cpus_.clear();
  last_event_ = 0;
  return {};
}

void Writing::rollback() {
  (void)database_->execute("ROLLBACK");
  host_number_ = 0;
  next_frame_ = frames_begun_;
  irqs_.clear();
  cpus_.clear();
  last_event_ = 0;
}

Result<void> Writing::write(const QueuedRows& queued) {
  return std::visit([this](const auto& rows) { return write_one(rows); }, queued);
}

Result<std::int64_t> Writing::host_number() {
  if (host_number_ != 0) return host_number_;
  if (auto added = add_host_.bind(1, host_).run(); !added) {
    return tl::unexpected<Error>(added.error());
  }
  auto row = find_host_.bind(1, host_).step();
  if (!row) return tl::unexpected<Error>(row.error());
  host_number_ = *row ? find_host_.integer(0) : 0;
  find_host_.reset();
  return host_number_;
}

Result<void> Writing::write_one(const Event& event) {
  const auto host = host_number();
  if (!host) return tl::unexpected<Error>(host.error());
  last_event_ = std::max(last_event_, event.number);
  return insert_event(event_, event, *host);
}

Result<void> Writing::write_one(const FrameRows& rows) {
  const auto host = host_number();
  if (!host) return tl::unexpected<Error>(host.error());
  const std::int64_t id = next_frame_++;
  auto done = insert_frame(frame_, rows.frame, id, *host);
  const std::int64_t first = id << kRowBits;
  for (std::size_t i = 0; done && i < rows.irqs.size(); ++i) {
    const auto& [series, count] = rows.irqs[i];
    done = irq_.bind(1, first | series).bind(2, as_integer(count)).run();
    irqs_[series] = count;
  }
  for (std::size_t i = 0; done && i < rows.cpus.size(); ++i) {
    const auto& [cpu, totals, traced] = rows.cpus[i];
    cpu_.bind(1, first | cpu).bind(2, as_integer(totals.processed));
    cpu_.bind(3, as_integer(totals.dropped)).bind(4, as_integer(totals.time_squeeze));
    cpu_.bind(5, as_integer(totals.net_rx)).bind(6, as_integer(totals.net_tx));
    if (traced) {
      cpu_.bind(7, as_integer(totals.net_rx_us)).bind(8, as_integer(totals.net_tx_us));
    }
    done = cpu_.run();
    cpus_[cpu] = totals;
  }
  for (std::size_t i = 0; done && i < rows.affinities.size(); ++i) {
    const auto& row = rows.affinities[i];
    affinity_.bind(1, host_).bind(2, rows.frame.at_ns).bind(3, std::int64_t{row.irq});
    done = affinity_.bind(4, row.requested).bind(5, row.effective).bind(6, row.target).run();
  }
  for (std::size_t i = 0; done && i < rows.delays.size(); ++i) {
    const auto& row = rows.delays[i];
    delay_.bind(1, *host).bind(3, row.read_ns).bind(4, row.read_ns - row.stamp_ns);
    if (row.irq) delay_.bind(2, std::int64_t{row.irq->value});
    done = delay_.bind(5, std::int64_t{row.hardware}).run();
  }
  return done;
}

Result<void> Writing::write_one(const TopologyRows& rows) {
  if (rows.host != host_) {
    host_ = rows.host;
    host_number_ = 0;
  }
  for (const auto& row : rows.rows) {
    topology_.bind(1, host_).bind(2, rows.at_ns).bind_number(3, row.cpu);
    if (row.nic.empty()) {
      topology_.bind_number(4, row.node).bind(5, std::int64_t{row.online});
    } else {
      topology_.bind(6, row.nic).bind_number(7, row.node);
    }
    if (auto done = topology_.run(); !done) return done;
  }
  return {};
}

Result<void> Writing::write_one(const ApplyRecord& apply) {
  const auto host = host_number();
  if (!host) return tl::unexpected<Error>(host.error());
  apply_.bind(1, apply.journal).bind(2, *host).bind(3, apply.begun_ns);
  apply_.bind_number(4, apply.ended_ns).bind(5, apply.outcome).bind(6, apply.policy);
  apply_.bind(7, apply.policy_version).bind(8, as_integer(apply.steps));
  return apply_.bind(9, as_integer(apply.differences)).run();
}

Result<void> Writing::write_one(const ClockReading& clock) {
  clock_.bind(1, host_).bind(2, clock.at_ns).bind(3, clock.source).bind(4, clock.offset_ns);
  return clock_.bind_number(5, clock.max_error_ns).run();
}

Result<void> Writing::write_one(const CacheReading& cache) {
  cache_.bind(1, host_).bind(2, cache.at_ns).bind(3, std::int64_t{cache.cpu.value});
  cache_.bind(4, as_integer(cache.llc_misses)).bind(5, as_integer(cache.instructions));
  return cache_.bind(6, as_integer(cache.packets)).run();
}

Result<void> Writing::write_one(const GatewayGauges& rows) { return gateway_.write(rows, host_); }

// Once per transaction, however many frames it had.
Result<void> Writing::write_totals(const Telemetry& telemetry) {
  if (irqs_.empty() && cpus_.empty()) return {};
  const auto host = host_number();
  if (!host) return tl::unexpected<Error>(host.error());
  for (const auto& [number, total] : irqs_) {
    const auto& series = telemetry.series(number);
    series_.bind(1, std::int64_t{number}).bind(2, *host).bind(3, std::int64_t{series.irq});
    series_.bind(4, series.nic).bind(5, series.name).bind(6, std::int64_t{series.cpu});
    if (auto done = series_.bind(7, as_integer(total)).run(); !done) return done;
  }
  for (const auto& [cpu, totals] : cpus_) {
    cpu_total_.bind(1, std::int64_t{cpu}).bind(2, as_integer(totals.processed));
    cpu_total_.bind(3, as_integer(totals.dropped)).bind(4, as_integer(totals.time_squeeze));
    cpu_total_.bind(5, as_integer(totals.net_rx)).bind(6, as_integer(totals.net_tx));
    cpu_total_.bind(7, as_integer(totals.net_rx_us)).bind(8, as_integer(totals.net_tx_us));
    if (auto done = cpu_total_.run(); !done) return done;
  }
  return {};
}

}  // namespace holdfast
