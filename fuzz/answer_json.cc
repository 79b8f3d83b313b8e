// Hostile answers of a capture: whatever is read is written, and reads back as the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "host/answer_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace holdfast;
  const auto answer = answer_from_json({reinterpret_cast<const char*>(bytes), size}, "answer");
  if (!answer) return 0;
  const auto again = answer_from_json(answer_to_json(*answer), "again");
  HOLDFAST_CHECK(again.has_value());
  HOLDFAST_CHECK(*again == *answer);
  return 0;
}
