// CanarySchedule: when the agent may heal and when it only watches, drawn by lot before the start
// (docs/canary.md, docs/schema/canary.schema.json).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast {

enum class CanaryArm { treated, control };
std::string_view name_of(CanaryArm arm);

struct CanaryBlock {
  std::int64_t begin_ns = 0, end_ns = 0;  // ns since 1970, UTC; the end is not in it
  CanaryArm arm = CanaryArm::control;
  friend bool operator==(const CanaryBlock&, const CanaryBlock&) = default;
};

struct CanarySchedule {
  std::string name;
  std::string seed_sha256;          // of the lot's seed, published before the start
  double washout_seconds = 5;       // at the begin of each block, that the analysis leaves out
  std::vector<CanaryBlock> blocks;  // ascending, without overlap
  friend bool operator==(const CanarySchedule&, const CanarySchedule&) = default;
};

inline constexpr std::size_t kMostCanaryBlocks = 100'000;

/// malformed: one sentence that says what is wrong, and in which block.
Result<CanarySchedule> canary_from_json(std::string_view text);
/// One line; what is read again is equal.
std::string to_json(const CanarySchedule& schedule);

}  // namespace holdfast
