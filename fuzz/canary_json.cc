// Hostile schedules: whatever is read is written, and reads back as the same; every instant of it
// has its block.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "healing/canary.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace holdfast;
  const auto schedule = canary_from_json({reinterpret_cast<const char*>(bytes), size});
  if (!schedule) return 0;
  const auto again = canary_from_json(to_json(*schedule));
  HOLDFAST_CHECK(again.has_value() && *again == *schedule);
  for (std::size_t i = 0; i < schedule->blocks.size(); ++i) {
    const auto& block = schedule->blocks[i];
    HOLDFAST_CHECK(mode_at(*schedule, block.begin_ns).block == i);
    HOLDFAST_CHECK(mode_at(*schedule, block.end_ns - 1).arm == block.arm);
  }
  return 0;
}
