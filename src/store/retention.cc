#include "store/retention.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "store/schema.h"

namespace holdfast {
namespace {

// One step deletes so many frames (with at most some tens of thousands of counts) or other rows.
constexpr int kFrames = 60;
constexpr int kRows = 500;
constexpr int kLookedAt = 5000;  // affinities: those kept stay at the front
constexpr int kPages = 256;      // given back to the file system

Result<std::int64_t> bytes_of(const SqliteDatabase& database) {
  return database.number(
      "SELECT (SELECT page_count FROM pragma_page_count) * "
      "(SELECT page_size FROM pragma_page_size) - "
      "(SELECT freelist_count FROM pragma_freelist_count) * "
      "(SELECT page_size FROM pragma_page_size)");
}

// The oldest frames, by a look-up and not a scan. By time when it is for their age: one frame of a
// wrong clock must not take, or keep, others with it.
std::string oldest_frames(bool too_large, std::int64_t oldest_ns) {
  return too_large ? fmt::format("SELECT id FROM frames ORDER BY id LIMIT {}", kFrames)
                   : fmt::format("SELECT id FROM frames WHERE at_ns < {} ORDER BY at_ns LIMIT {}",
                                 oldest_ns, kFrames);
}

std::string delete_frames(const std::string& chosen) {
  std::string sql;
  for (const char* counts : {"irq_counts", "cpu_counts"}) {
    sql += fmt::format(
        "DELETE FROM {0} WHERE id IN (SELECT c.id FROM ({1}) f CROSS JOIN {0} c ON "
        "c.id BETWEEN f.id << {2} AND f.id << {2} | {3});",
        counts, chosen, kRowBits, (1 << kRowBits) - 1);
  }
  return sql + fmt::format("DELETE FROM frames WHERE id IN ({});", chosen);
}

// The newest row of an interrupt says where it is until today: it stays, however old.
std::string affinities(std::int64_t oldest_ns) {
  return fmt::format(
      "DELETE FROM host_affinity WHERE rowid IN (SELECT a.rowid FROM "
      "(SELECT rowid, irq, ts_ns FROM host_affinity ORDER BY rowid LIMIT {0}) a "
      "WHERE a.ts_ns < {1} AND EXISTS (SELECT 1 FROM host_affinity b WHERE "
      "b.irq = a.irq AND b.ts_ns > a.ts_ns) LIMIT {2});",
      kLookedAt, oldest_ns, kRows);
}

std::string events(std::int64_t oldest_ns) {
  return fmt::format(
      "DELETE FROM events WHERE number IN (SELECT number FROM events WHERE "
      "at_ns < {} ORDER BY at_ns LIMIT {});",
      oldest_ns, kRows);
}

std::string applies(std::int64_t oldest_ns) {
  return fmt::format(
      "DELETE FROM applies WHERE journal IN (SELECT journal FROM applies WHERE "
      "begun_ns < {} ORDER BY begun_ns LIMIT {});",
      oldest_ns, kRows);
}

std::string probe_rows(const char* table, const char* time, std::int64_t oldest_ns) {
  return fmt::format(
      "DELETE FROM {0} WHERE rowid IN (SELECT rowid FROM (SELECT rowid, {1} AS at "
      "FROM {0} ORDER BY rowid LIMIT {2}) WHERE at < {3});",
      table, time, kRows, oldest_ns);
}

Result<bool> carry_out(SqliteDatabase& database, const std::string& sql) {
  auto before = database.number("SELECT total_changes()");
  if (!before) return tl::unexpected<Error>(before.error());
  if (auto done = database.execute("BEGIN IMMEDIATE;" + sql + "COMMIT"); !done) {
    (void)database.execute("ROLLBACK");
    return tl::unexpected<Error>(done.error());
  }
  auto after = database.number("SELECT total_changes()");
  if (!after) return tl::unexpected<Error>(after.error());
  return *after > *before;
}

}  // namespace

Result<bool> retention_step(SqliteDatabase& database, const RetentionLimits& limits) {
  auto bytes = bytes_of(database);
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  const bool too_large =
      static_cast<std::uint64_t>(std::max<std::int64_t>(*bytes, 0)) > limits.bytes;
  const auto chosen = oldest_frames(too_large, limits.oldest_ns);
  const auto frames = database.number(fmt::format("SELECT count(*) FROM ({})", chosen));
  if (!frames) return tl::unexpected<Error>(frames.error());
  std::string sql;
  if (*frames > 0) sql += delete_frames(chosen);
  if (too_large) sql += probe_rows("packet_delays", "read_ns", INT64_MAX);
  for (const char* table : kGatewayTables) {
    sql += probe_rows(table, "ts_ns", too_large ? INT64_MAX : limits.oldest_ns);
  }
  if (!too_large) {
    const auto oldest = limits.oldest_ns;
    sql += affinities(oldest) + events(oldest) + applies(oldest);
    sql += probe_rows("packet_delays", "read_ns", oldest);
    sql += probe_rows("cache", "ts_ns", oldest) + probe_rows("clock", "ts_ns", oldest);
  } else if (*frames == 0) {
    auto affinity_rows = carry_out(database, affinities(INT64_MAX));
    if (!affinity_rows || *affinity_rows) return affinity_rows;
    sql += events(INT64_MAX) + applies(INT64_MAX);
  }
  auto deleted = carry_out(database, sql);
  if (!deleted) return deleted;
  if (auto freed = database.execute(fmt::format("PRAGMA incremental_vacuum({})", kPages)); !freed) {
    return tl::unexpected<Error>(freed.error());
  }
  return deleted;
}

}  // namespace holdfast
