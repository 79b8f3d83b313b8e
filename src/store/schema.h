// The store's tables: their text, and what brings an older database up to it. docs/store.md
// explains them.
#pragma once

#include "base/result.h"
#include "store/database.h"

namespace holdfast {

/// PRAGMA user_version of what this program writes; PRAGMA application_id of any of ours.
inline constexpr int kSchemaVersion = 4;
inline constexpr std::int64_t kApplicationId = 0x484f4c44;  // "HOLD"

/// Of rows counted per vector or CPU in one frame: id = frame << kRowBits | row.
inline constexpr int kRowBits = 20;

/// Those of gateways' gauges, whose time is ts_ns.
inline constexpr const char* kGatewayTables[] = {"gateway_rings", "gateway_readers",
                                                 "gateway_threads", "gateway_lost"};

/// Makes the tables, or adds what a newer version has. unsupported: a newer holdfast wrote it;
/// malformed: the tables are not those that the version stands for.
Result<void> migrate(SqliteDatabase& database);
/// The same without writing: also unsupported for an older or an empty one.
Result<void> expect_schema(const SqliteDatabase& database);

}  // namespace holdfast
