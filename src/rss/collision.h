// How likely flows are to share a receive queue, computed from the indirection table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>

namespace holdfast {

/// Of `flows` flows whose hashes are independent and uniform.
struct CollisionRisk {
  double any = 0;            // probability that at least two share a queue
  double sharing_flows = 0;  // expected number of flows that are not alone on their queue
  double pairs = 0;          // expected number of pairs of flows on one queue
};

/// Buckets of each queue that the table names.
std::map<std::uint32_t, std::size_t> buckets_of(std::span<const std::uint32_t> indirection);

/// All zero when the table is empty. The queues' shares are their shares of the table's buckets.
CollisionRisk collision_risk(std::span<const std::uint32_t> indirection, std::size_t flows);

}  // namespace holdfast
