// Store: the agent's record of events, frames, transitions and host telemetry, in one SQLite
// database (WAL) that others read meanwhile. docs/store.md has the tables; TCA §3.5 names the
// host's.
//
// One writer. Appending only queues (bounded; a full queue is counted); flush writes what is queued
// in one transaction. A damaged database is set aside, under a name that says when, and a new one
// begun; a full disk is told once and tried again.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "metrics/derive.h"
#include "model/apply_record.h"
#include "model/cache_reading.h"
#include "model/event.h"
#include "model/gateway_gauges.h"
#include "model/metric_frame.h"

namespace holdfast {

struct StoreOptions {
  std::string folder;                        // made if missing; the database is folder/holdfast.db
  std::uint64_t keep_bytes = 2'000'000'000;  // oldest telemetry goes first, events last
  double keep_days = 30;
  std::size_t queue = 65536;  // rows; the last eighth is kept for events
};

/// Rows, but for failed_flushes. queued: now; the others since the store was opened.
struct StoreCounters {
  std::uint64_t queued = 0, written = 0, dropped = 0, failed_flushes = 0;
};

class Store {
 public:
  /// `note` gets a sentence when something was set aside or mended.
  static Result<Store> open(const StoreOptions& options, std::string& note);
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  /// The number that the next event gets: the last one of this folder + 1, also over a set-aside
  /// database.
  std::uint64_t next_event_number() const;
  /// An event without a number gets the next one.
  void append(const Event& event);
  /// The frame's own row, and the telemetry rows of its vectors and CPUs.
  void append(const MetricFrame& frame);
  /// The topology that the rows are of; kept when it differs from the last one kept.
  void append(const Intent& intent, const std::string& host, std::int64_t at_ns);
  /// Replaces what is kept of the same journal.
  void append(const ApplyRecord& apply);
  void append(const ClockReading& clock);
  void append(const CacheReading& cache);
  /// Of it what GatewayRows (store/gateway_rows.h) keeps.
  void append(const GatewayGauges& gauges);
  /// Writes what is queued, at most `limit` rows (a frame's stay together); then, now and then, a
  /// bounded step of retention. `now_ns`: ns since 1970, UTC. When it fails, the rows stay queued
  /// and are tried again after a second; the error is returned once, until all that was queued
  /// is written or another error comes, and counted every time. A database found damaged is set
  /// aside, which is told as an error (malformed) too.
  Result<void> flush(std::int64_t now_ns, std::size_t limit = 20'000);
  const StoreCounters& counters() const;

 private:
  struct Parts;
  explicit Store(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

/// Read-only, while an agent writes; every method a query of its own.
class StoreReader {
 public:
  /// absent: no store there; unsupported: another layout than this program's.
  static Result<StoreReader> open(const std::string& folder);
  StoreReader(StoreReader&&) noexcept;
  StoreReader& operator=(StoreReader&&) noexcept;
  ~StoreReader();

  /// Events numbered above `after`, oldest first, at most `limit`.
  Result<std::vector<Event>> events_after(std::uint64_t after, std::size_t limit) const;
  /// The newest `limit` events at or after `since_ns`, oldest first.
  Result<std::vector<Event>> newest_events(std::int64_t since_ns, std::size_t limit) const;
  /// Frames without vectors and CPUs, oldest first, [since, until); thinned to about `limit`.
  Result<std::vector<MetricFrame>> frames(std::int64_t since_ns, std::int64_t until_ns,
                                          std::size_t limit) const;
  /// The newest `limit` applies, oldest first.
  Result<std::vector<ApplyRecord>> newest_applies(std::size_t limit) const;

  // All that there is, host by host, oldest first, a row at a time.
  Result<void> for_each_frame(
      const std::function<void(const std::string& host, const MetricFrame&)>& take) const;
  Result<void> for_each_cache(
      const std::function<void(const std::string& host, const CacheReading&)>& take) const;
  /// When an interrupt's CPUs changed; in no order.
  Result<void> for_each_change(
      const std::function<void(const std::string& host, std::int64_t at_ns)>& take) const;

 private:
  struct Parts;  // store/store_reader_parts.h
  explicit StoreReader(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace holdfast
