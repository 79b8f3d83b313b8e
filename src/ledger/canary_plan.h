// CanaryPlan: a randomised switchback as it is fixed before its first block, and the blocks and
// schedules that follow from it and its seed (TCA §9).
//
// A unit is two hosts of one class of traffic, one of which is treated in each block while the
// other is the control; or one host, of whose blocks two that follow each other are a pair. Which
// is treated says a coin: the lowest bit of the first byte of the SHA-256 of the seed, the unit's
// name and the pair's number, with a line feed between. Anybody who has the seed can toss it again:
//     printf '%s\n%s\n%s' SEED UNIT PAIR | sha256sum
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/canary.h"
#include "sequential/canary_evidence.h"

namespace holdfast {

struct CanaryUnit {
  std::string name;
  std::vector<std::string> hosts;  // one or two
  friend bool operator==(const CanaryUnit&, const CanaryUnit&) = default;
};

struct CanarySession {
  std::string name;
  std::int64_t begin_ns = 0, end_ns = 0;  // ns since 1970, UTC; the end is not in it
  friend bool operator==(const CanarySession&, const CanarySession&) = default;
};

struct CanaryPlan {
  std::string name;
  std::string seed_sha256;
  std::vector<CanaryUnit> units;
  std::vector<CanarySession> sessions;  // ascending, without overlap
  double block_seconds = 600;
  double washout_seconds = 5;
  double edge_seconds = 1800;  // of a session's begin and end, which are its open and its close
  double most_vam = 0.02;      // of a treated block that was treated as assigned
  CanaryRule rule;
  friend bool operator==(const CanaryPlan&, const CanaryPlan&) = default;
};

/// usage: what cannot be, in one sentence: no unit, a host in two of them, names that a file cannot
/// have, sessions that overlap or have no room for a pair, a block below ten washouts, more than
/// kMostCanaryBlocks blocks of a host, a variance that is not above 0.
Result<void> check_plan(const CanaryPlan& plan);

/// One side of a pair: a host in a block.
struct CanaryCell {
  std::string host;
  std::int64_t begin_ns = 0, end_ns = 0;
};

/// A pair of a unit before the coin: the first side is the first host, or the earlier block.
struct PlannedPair {
  CanaryCell first, second;
  std::string session;
  CanaryBucket bucket = CanaryBucket::middle;
};

/// By the time of their begin. CHECK: the plan is sound.
std::vector<PlannedPair> pairs_of(const CanaryPlan& plan, const CanaryUnit& unit);

/// Is the first side of this pair treated?
bool treats_first(std::string_view seed, std::string_view unit, std::size_t pair);

/// What the agent of that host follows. CHECK: the host is in a unit of the plan.
CanarySchedule schedule_of(const CanaryPlan& plan, std::string_view seed, std::string_view host);

}  // namespace holdfast
