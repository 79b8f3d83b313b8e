#include "store/schema.h"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace holdfast {
namespace {

// One text per version; what is released is never changed, only added to.
//
// Counts are kept small: a row of irq_counts is an id and a number, some 17 bytes. The views with
// TCA §3.5's names join them with what they are of.
constexpr const char* kVersions[] = {
    R"sql(
CREATE TABLE numbering(id INTEGER PRIMARY KEY CHECK (id = 1), last_event INTEGER NOT NULL) STRICT;
INSERT INTO numbering VALUES(1, 0);
CREATE TABLE hosts(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE events(
  number INTEGER PRIMARY KEY, host INTEGER NOT NULL, at_ns INTEGER NOT NULL,
  seen_ns INTEGER NOT NULL, kind TEXT NOT NULL, object_kind TEXT NOT NULL, nic TEXT NOT NULL,
  name TEXT NOT NULL, irq INTEGER, device TEXT NOT NULL, msi_index INTEGER, thread INTEGER,
  thread_start_ticks INTEGER NOT NULL, subject TEXT NOT NULL, "from" TEXT NOT NULL,
  "to" TEXT NOT NULL, wanted TEXT NOT NULL, cause TEXT NOT NULL, evidence TEXT NOT NULL,
  actor TEXT, count INTEGER NOT NULL, exact INTEGER NOT NULL) STRICT;
CREATE INDEX events_at ON events(at_ns);
CREATE INDEX events_regime ON events(number) WHERE kind = 'regime';
CREATE VIEW transitions AS
  SELECT number, h.name AS host, at_ns, "from", "to", evidence FROM events e
  JOIN hosts h ON h.id = e.host WHERE e.kind = 'regime';
CREATE VIEW affinity_events AS
  SELECT h.name AS host, at_ns AS ts_ns, irq, "from", "to",
    CASE cause WHEN 'human' THEN 'operator' WHEN 'cpu-hotplug' THEN 'hotplug'
      ELSE replace(cause, '-', '_') END AS cause, number
  FROM events e JOIN hosts h ON h.id = e.host
  WHERE e.kind IN ('change', 'moved', 'repair') AND e.object_kind IN ('vector', 'device_irq')
    AND e.irq IS NOT NULL;

CREATE TABLE applies(
  journal TEXT PRIMARY KEY, host INTEGER NOT NULL, begun_ns INTEGER NOT NULL, ended_ns INTEGER,
  outcome TEXT NOT NULL, policy TEXT NOT NULL, policy_version TEXT NOT NULL,
  steps INTEGER NOT NULL, differences INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE frames(
  id INTEGER PRIMARY KEY, host INTEGER NOT NULL, at_ns INTEGER NOT NULL, monotonic_ns INTEGER,
  seconds REAL, vam_requested REAL, vam_effective REAL, vam_delivered REAL, active_vectors INTEGER,
  drifted_vectors INTEGER, pending_vectors INTEGER, untargeted_vectors INTEGER, nrs REAL,
  nrs_source TEXT, sad REAL, sad_normalised REAL, sad_delta REAL, leak REAL, hj50_ns REAL,
  hj95_ns REAL, hj99_ns REAL, hj95x_ns REAL, hj95_low_ns REAL, hj95_high_ns REAL, hj95x_ratio REAL,
  jitter_count INTEGER, jitter_negative INTEGER, jitter_source TEXT, jitter_clock TEXT,
  interrupts INTEGER, packets INTEGER, softnet_dropped INTEGER, softnet_squeezed INTEGER,
  interrupts_per_packet REAL, iowait_idle_disks REAL, steal REAL, vector_budget REAL,
  own_cpu REAL, own_resident_bytes INTEGER, own_longest_turn_ns INTEGER,
  own_events_dropped INTEGER, regime INTEGER, seconds_in_regime REAL, burst_pacing REAL,
  aggression_cap REAL, queue_safe INTEGER, conservative INTEGER) STRICT;
CREATE INDEX frames_at ON frames(at_ns);

CREATE TABLE irq_series(
  id INTEGER PRIMARY KEY, host INTEGER NOT NULL, irq INTEGER NOT NULL, nic TEXT NOT NULL,
  name TEXT NOT NULL, cpu INTEGER NOT NULL, total INTEGER NOT NULL) STRICT;
CREATE TABLE irq_counts(id INTEGER PRIMARY KEY, count INTEGER NOT NULL) STRICT;
CREATE VIEW host_irq AS
  SELECT h.name AS host, f.at_ns AS ts_ns, s.irq AS irq, trim(s.nic || ' ' || s.name) AS name,
    s.cpu AS cpu, c.count AS count
  FROM frames f CROSS JOIN irq_counts c ON c.id BETWEEN f.id << 20 AND f.id << 20 | 1048575
  CROSS JOIN irq_series s ON s.id = c.id & 1048575 JOIN hosts h ON h.id = s.host;

CREATE TABLE cpu_totals(
  cpu INTEGER PRIMARY KEY, processed INTEGER NOT NULL, dropped INTEGER NOT NULL,
  time_squeeze INTEGER NOT NULL, net_rx INTEGER NOT NULL, net_tx INTEGER NOT NULL) STRICT;
CREATE TABLE cpu_counts(
  id INTEGER PRIMARY KEY, processed INTEGER NOT NULL, dropped INTEGER NOT NULL,
  time_squeeze INTEGER NOT NULL, net_rx INTEGER NOT NULL, net_tx INTEGER NOT NULL) STRICT;
CREATE VIEW host_softnet AS
  SELECT h.name AS host, f.at_ns AS ts_ns, c.id & 1048575 AS cpu, processed, dropped, time_squeeze
  FROM frames f CROSS JOIN cpu_counts c ON c.id BETWEEN f.id << 20 AND f.id << 20 | 1048575
  JOIN hosts h ON h.id = f.host;
CREATE VIEW host_softirq AS
  SELECT h.name AS host, f.at_ns AS ts_ns, c.id & 1048575 AS cpu, net_rx, net_tx
  FROM frames f CROSS JOIN cpu_counts c ON c.id BETWEEN f.id << 20 AND f.id << 20 | 1048575
  JOIN hosts h ON h.id = f.host;

CREATE TABLE host_affinity(
  host TEXT NOT NULL, ts_ns INTEGER NOT NULL, irq INTEGER NOT NULL, requested_list TEXT NOT NULL,
  effective_list TEXT NOT NULL, target_list TEXT NOT NULL) STRICT;
CREATE INDEX host_affinity_at ON host_affinity(irq, ts_ns);
CREATE TABLE host_topology(
  host TEXT NOT NULL, ts_ns INTEGER NOT NULL, cpu INTEGER, node INTEGER, online INTEGER, nic TEXT,
  nic_node INTEGER) STRICT;
CREATE INDEX host_topology_at ON host_topology(ts_ns);
CREATE TABLE pkt_latency(
  host TEXT NOT NULL, irq INTEGER, ts_hw_ns INTEGER NOT NULL, ts_user_ns INTEGER NOT NULL) STRICT;
CREATE TABLE cache(
  host TEXT NOT NULL, ts_ns INTEGER NOT NULL, cpu INTEGER NOT NULL, llc_miss INTEGER,
  instructions INTEGER, packets INTEGER) STRICT;
CREATE TABLE clock(
  host TEXT NOT NULL, ts_ns INTEGER NOT NULL, source TEXT NOT NULL, offset_ns INTEGER,
  max_error_ns INTEGER) STRICT;
)sql",
    R"sql(
ALTER TABLE frames ADD COLUMN softirq_p50_ns REAL;
ALTER TABLE frames ADD COLUMN softirq_p95_ns REAL;
ALTER TABLE frames ADD COLUMN softirq_p99_ns REAL;
ALTER TABLE frames ADD COLUMN softirq_count INTEGER;
ALTER TABLE cpu_totals ADD COLUMN net_rx_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cpu_totals ADD COLUMN net_tx_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cpu_counts ADD COLUMN net_rx_us INTEGER;
ALTER TABLE cpu_counts ADD COLUMN net_tx_us INTEGER;
DROP VIEW host_softirq;
CREATE VIEW host_softirq AS
  SELECT h.name AS host, f.at_ns AS ts_ns, c.id & 1048575 AS cpu, net_rx, net_tx, net_rx_us,
    net_tx_us
  FROM frames f CROSS JOIN cpu_counts c ON c.id BETWEEN f.id << 20 AND f.id << 20 | 1048575
  JOIN hosts h ON h.id = f.host;
DROP TABLE pkt_latency;
CREATE TABLE packet_delays(
  host INTEGER NOT NULL, irq INTEGER, read_ns INTEGER NOT NULL, delay_ns INTEGER NOT NULL,
  hardware INTEGER NOT NULL) STRICT;
CREATE VIEW pkt_latency AS
  SELECT h.name AS host, irq, read_ns - delay_ns AS ts_hw_ns, read_ns AS ts_user_ns,
    CASE hardware WHEN 0 THEN 'software' ELSE 'phc' END AS stamp
  FROM packet_delays d JOIN hosts h ON h.id = d.host;
)sql",
    R"sql(
ALTER TABLE frames ADD COLUMN canary TEXT;
)sql",
    R"sql(
CREATE TABLE gateway_rings(
  host TEXT NOT NULL, ts_ns INTEGER NOT NULL, gateway TEXT NOT NULL, ring TEXT NOT NULL,
  capacity INTEGER NOT NULL, published INTEGER NOT NULL, blocked_ns INTEGER NOT NULL) STRICT;
CREATE TABLE gateway_readers(
  host TEXT NOT NULL, ts_ns INTEGER NOT NULL, gateway TEXT NOT NULL, ring TEXT NOT NULL,
  reader TEXT NOT NULL, depth INTEGER NOT NULL, largest_batch INTEGER NOT NULL,
  events INTEGER NOT NULL, lost INTEGER NOT NULL, lost_ranges INTEGER NOT NULL,
  blocked_ns INTEGER NOT NULL) STRICT;
CREATE TABLE gateway_threads(
  host TEXT NOT NULL, ts_ns INTEGER NOT NULL, gateway TEXT NOT NULL, thread TEXT NOT NULL,
  turns INTEGER NOT NULL, turns_ns INTEGER NOT NULL, longest_turn_ns INTEGER NOT NULL,
  messages INTEGER NOT NULL, bytes INTEGER NOT NULL, migrations INTEGER,
  involuntary_switches INTEGER) STRICT;
CREATE TABLE gateway_lost(
  host TEXT NOT NULL, ts_ns INTEGER NOT NULL, gateway TEXT NOT NULL, session TEXT NOT NULL,
  first_sequence INTEGER NOT NULL, last_sequence INTEGER NOT NULL) STRICT;
)sql",
};
static_assert(std::size(kVersions) == kSchemaVersion);

Result<std::vector<std::string>> tables_of(const SqliteDatabase& database) {
  std::vector<std::string> tables;
  auto rows = database.prepare(
      "SELECT type || ' ' || name || ' ' || sql FROM sqlite_schema "
      "WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name LIMIT 200");
  if (!rows) return tl::unexpected<Error>(rows.error());
  for (;;) {
    auto row = rows->step();
    if (!row) return tl::unexpected<Error>(row.error());
    if (!*row) return tables;
    tables.push_back(rows->text(0));
  }
}

Result<void> upgrade(SqliteDatabase& database, std::int64_t from) {
  for (auto version = from; version < kSchemaVersion; ++version) {
    auto done = database.execute(
        fmt::format("BEGIN IMMEDIATE;{}PRAGMA application_id={};PRAGMA user_version={};COMMIT",
                    kVersions[version], kApplicationId, version + 1));
    if (!done) {
      (void)database.execute("ROLLBACK");
      return done;
    }
  }
  return {};
}

// Not by name alone: a trigger or a view of somebody else's would be run by us.
Result<void> compare_tables(const SqliteDatabase& database) {
  auto reference = SqliteDatabase::open(":memory:", SqliteDatabase::Access::write);
  if (!reference) return tl::unexpected<Error>(reference.error());
  if (auto made = upgrade(*reference, 0); !made) return made;
  const auto wanted = tables_of(*reference);
  if (!wanted) return tl::unexpected<Error>(wanted.error());
  const auto found = tables_of(database);
  if (!found) return tl::unexpected<Error>(found.error());
  if (*wanted != *found) {
    return fail(ErrorCode::malformed, "its tables are not those of holdfast's store");
  }
  return {};
}

Result<std::int64_t> version_of(const SqliteDatabase& database) {
  auto version = database.number("PRAGMA user_version");
  if (!version) return version;
  if (*version > kSchemaVersion) {
    auto owner = database.number("PRAGMA application_id");
    if (owner && *owner == kApplicationId) {
      return fail(
          ErrorCode::unsupported,
          fmt::format("its layout is {}, this holdfast knows up to {}: a newer one wrote it",
                      *version, kSchemaVersion));
    }
  }
  if (*version < 0 || *version > kSchemaVersion) {
    return fail(ErrorCode::malformed, "its tables are not those of holdfast's store");
  }
  return version;
}

}  // namespace

Result<void> migrate(SqliteDatabase& database) {
  const auto version = version_of(database);
  if (!version) return tl::unexpected<Error>(version.error());
  if (*version == 0) {
    const auto tables = tables_of(database);
    if (!tables) return tl::unexpected<Error>(tables.error());
    if (!tables->empty()) {
      return fail(ErrorCode::malformed, "its tables are not those of holdfast's store");
    }
  }
  if (auto upgraded = upgrade(database, *version); !upgraded) return upgraded;
  return compare_tables(database);
}

Result<void> expect_schema(const SqliteDatabase& database) {
  const auto version = version_of(database);
  if (!version) return tl::unexpected<Error>(version.error());
  if (*version != kSchemaVersion) {
    return fail(ErrorCode::unsupported,
                fmt::format("its layout is {}, this holdfast reads {}: start the agent, which "
                            "brings it up to date",
                            *version, kSchemaVersion));
  }
  return compare_tables(database);
}

}  // namespace holdfast
