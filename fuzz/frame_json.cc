// Hostile frames: whatever is read is written, and reads back as the same.
#include "model/json_frame.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace holdfast;
  const auto frame = frame_from_json({reinterpret_cast<const char*>(bytes), size});
  if (!frame) return 0;
  const std::string text = to_json(*frame);
  const auto again = frame_from_json(text);
  HOLDFAST_CHECK(again.has_value() && to_json(*again) == text);
  return 0;
}
