// Hostile events: whatever is read is written, and reads back as the same; its line is one line.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "model/json_event.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace holdfast;
  const auto event = event_from_json({reinterpret_cast<const char*>(bytes), size});
  if (!event) return 0;
  const auto again = event_from_json(to_json(*event));
  HOLDFAST_CHECK(again.has_value() && *again == *event);
  HOLDFAST_CHECK(to_line(*event).find('\n') == std::string::npos);
  return 0;
}
