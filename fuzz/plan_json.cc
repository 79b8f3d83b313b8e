// Hostile plans, settings and steps: whatever is read is written, and reads back as the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "model/json_plan.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace holdfast;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (const auto plan = plan_from_json(text)) {
    const auto again = plan_from_json(to_json(*plan));
    HOLDFAST_CHECK(again.has_value() && *again == *plan);
  }
  if (const auto setting = setting_from_json(text)) {
    const auto again = setting_from_json(to_json_line(*setting));
    HOLDFAST_CHECK(again.has_value() && *again == *setting);
  }
  if (const auto step = step_from_json(text)) {
    const auto again = step_from_json(to_json_line(*step));
    HOLDFAST_CHECK(again.has_value() && *again == *step);
  }
  return 0;
}
