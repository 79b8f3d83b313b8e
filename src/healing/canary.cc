#include "healing/canary.h"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast {

namespace {

/// The first that ends later; the ends ascend, since blocks do not overlap.
auto first_after(const std::vector<CanaryBlock>& blocks, std::int64_t wall_ns) {
  return std::partition_point(blocks.begin(), blocks.end(),
                              [&](const CanaryBlock& one) { return one.end_ns <= wall_ns; });
}

}  // namespace

CanaryMode mode_at(const CanarySchedule& schedule, std::int64_t wall_ns) {
  const auto& blocks = schedule.blocks;
  const auto block = first_after(blocks, wall_ns);
  CanaryMode mode;
  if (block == blocks.end() || wall_ns < block->begin_ns) return mode;
  mode.arm = block->arm;
  mode.block = static_cast<std::size_t>(block - blocks.begin());
  mode.washout = static_cast<double>(wall_ns - block->begin_ns) < schedule.washout_seconds * 1e9;
  return mode;
}

bool holds_back(const CanaryMode& mode) { return mode.arm == CanaryArm::control; }

std::string label_of(const CanaryMode& mode) {
  if (!mode.arm) return {};
  return fmt::format("{} {}{}", name_of(*mode.arm), mode.block + 1, mode.washout ? " washout" : "");
}

CanaryCourse course_at(const CanarySchedule& schedule, std::int64_t wall_ns) {
  const auto& blocks = schedule.blocks;
  CanaryCourse course{schedule.name, blocks.size(), std::nullopt, {}};
  auto block = first_after(blocks, wall_ns);
  if (block == blocks.end()) return course;
  course.until_ns = block->begin_ns;
  if (wall_ns >= block->begin_ns) {
    course.until_ns = block->end_ns;
    ++block;
  }
  if (block != blocks.end() && block->begin_ns == *course.until_ns) {
    course.next = label_of({block->arm, static_cast<std::size_t>(block - blocks.begin()), false});
  }
  return course;
}

}  // namespace holdfast
