// Writing: the rows of one transaction, by statements prepared once.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "model/event.h"
#include "store/database.h"
#include "store/gateway_writing.h"
#include "store/store.h"
#include "store/telemetry.h"

namespace holdfast {

/// Of host_topology: a CPU with its node, or a NIC with its.
struct TopologyRow {
  std::optional<std::uint32_t> cpu, node;
  std::string nic;  // empty: a CPU
  bool online = true;
  friend bool operator==(const TopologyRow&, const TopologyRow&) = default;
};

struct TopologyRows {
  std::string host;
  std::int64_t at_ns = 0;
  std::vector<TopologyRow> rows;
};
TopologyRows topology_of(const Intent& intent, const std::string& host, std::int64_t at_ns);

using QueuedRows = std::variant<Event, FrameRows, TopologyRows, ApplyRecord, ClockReading,
                                CacheReading, GatewayGauges>;
std::size_t rows_of(const QueuedRows& queued);

class Writing {
 public:
  /// `host`: of what is written before a topology names another.
  Writing(SqliteDatabase& database, std::string host);
  Result<void> prepare();
  /// The database's last frame.
  void begin_frames_after(std::int64_t last) { next_frame_ = last + 1; }

  Result<void> begin();
  Result<void> write(const QueuedRows& queued);
  Result<void> commit(const Telemetry& telemetry);
  /// Forgets the transaction, also one that SQLite has ended itself.
  void rollback();

 private:
  Result<void> write_one(const Event& event);
  Result<void> write_one(const FrameRows& rows);
  Result<void> write_one(const TopologyRows& rows);
  Result<void> write_one(const ApplyRecord& apply);
  Result<void> write_one(const ClockReading& clock);
  Result<void> write_one(const CacheReading& cache);
  Result<void> write_one(const GatewayGauges& rows);
  Result<std::int64_t> host_number();
  Result<void> write_totals(const Telemetry& telemetry);

  SqliteDatabase* database_;
  std::string host_;
  std::int64_t host_number_ = 0;  // 0: not looked up
  std::int64_t next_frame_ = 1, frames_begun_ = 1;
  std::uint64_t last_event_ = 0;                 // of this transaction
  std::map<std::uint32_t, std::uint64_t> irqs_;  // of this transaction: the newest counts
  std::map<std::uint32_t, CpuTotals> cpus_;      // the same
  Statement clock_, cache_;
  GatewayWriting gateway_;
  Statement event_, frame_, irq_, cpu_, affinity_, topology_, apply_, add_host_, find_host_,
      numbering_, series_, cpu_total_, delay_;
};

}  // namespace holdfast
