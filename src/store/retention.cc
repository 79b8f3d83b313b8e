#include "store/retention.h"

#include <fmt/format.h>

#include <string>

namespace holdfast {
namespace {

// One step deletes so many frames (with at most some tens of thousands of counts) or other rows.
constexpr int kFrames = 60;
constexpr int kRows = 500;
constexpr int kPages = 256;  // given back to the file system

Result<std::int64_t> bytes_of(const Database& database) {
  return database.number(
      "SELECT (SELECT page_count FROM pragma_page_count) * "
      "(SELECT page_size FROM pragma_page_size) - "
      "(SELECT freelist_count FROM pragma_freelist_count) * "
      "(SELECT page_size FROM pragma_page_size)");
}

// The rows of frames up to `last`, in all three tables.
std::string frames_up_to(std::int64_t last) {
  return fmt::format(
      "DELETE FROM irq_counts WHERE id < {0}; DELETE FROM cpu_counts WHERE id < {0};"
      "DELETE FROM frames WHERE id <= {1};",
      (last + 1) << 20, last);
}

// The newest row of an interrupt says where it is until today: it stays, however old.
std::string affinities(const std::string& condition) {
  return fmt::format(
      "DELETE FROM host_affinity WHERE rowid IN (SELECT rowid FROM host_affinity a "
      "WHERE {} AND EXISTS (SELECT 1 FROM host_affinity b WHERE b.irq = a.irq AND "
      "b.ts_ns > a.ts_ns) ORDER BY ts_ns LIMIT {});",
      condition, kRows);
}

std::string events(const std::string& condition) {
  return fmt::format(
      "DELETE FROM events WHERE number IN (SELECT number FROM events WHERE {} "
      "ORDER BY number LIMIT {});",
      condition, kRows);
}

std::string applies(const std::string& condition) {
  return fmt::format(
      "DELETE FROM applies WHERE journal IN (SELECT journal FROM applies WHERE {} "
      "ORDER BY begun_ns LIMIT {});",
      condition, kRows);
}

std::string probe_rows(const char* table, const char* time, std::int64_t oldest_ns) {
  return fmt::format(
      "DELETE FROM {0} WHERE rowid IN (SELECT rowid FROM {0} WHERE {1} < {2} "
      "LIMIT {3});",
      table, time, oldest_ns, kRows);
}

Result<bool> carry_out(Database& database, const std::string& sql) {
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

Result<bool> retention_step(Database& database, const RetentionLimits& limits) {
  auto bytes = bytes_of(database);
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  const bool too_large =
      static_cast<std::uint64_t>(std::max<std::int64_t>(*bytes, 0)) > limits.bytes;
  const auto last_of = [&](const std::string& condition) {
    return database.number(
        fmt::format("SELECT max(id) FROM (SELECT id FROM frames WHERE {} ORDER BY id LIMIT {})",
                    condition, kFrames));
  };
  const std::string old = fmt::format("at_ns < {}", limits.oldest_ns);
  // By the oldest row alone: a clock that was set back must not keep frames for ever.
  auto last = last_of(too_large ? "1" : old);
  if (!last) return tl::unexpected<Error>(last.error());
  std::string sql;
  if (*last > 0) sql += frames_up_to(*last);
  if (!too_large) {
    sql += affinities(fmt::format("ts_ns < {}", limits.oldest_ns)) + events(old);
    sql += applies(fmt::format("begun_ns < {}", limits.oldest_ns));
    sql += probe_rows("pkt_latency", "ts_user_ns", limits.oldest_ns);
    sql += probe_rows("cache", "ts_ns", limits.oldest_ns);
    sql += probe_rows("clock", "ts_ns", limits.oldest_ns);
  } else if (*last == 0) {
    auto affinity_rows = carry_out(database, affinities("1"));
    if (!affinity_rows || *affinity_rows) return affinity_rows;
    sql += events("1") + applies("1");
  }
  auto deleted = carry_out(database, sql);
  if (!deleted) return deleted;
  if (auto freed = database.execute(fmt::format("PRAGMA incremental_vacuum({})", kPages)); !freed) {
    return tl::unexpected<Error>(freed.error());
  }
  return deleted;
}

}  // namespace holdfast
