// Retention: keeping the store within its bytes and days, a bounded step at a time.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "store/database.h"

namespace holdfast {

struct RetentionLimits {
  std::uint64_t bytes = 0;     // of the database, without its log
  std::int64_t oldest_ns = 0;  // what is older goes
};

/// Deletes some of the oldest rows when the database is too large or has older ones: frames with
/// their counts first, then affinities, events last. true: there may be more to delete.
Result<bool> retention_step(SqliteDatabase& database, const RetentionLimits& limits);

}  // namespace holdfast
