// Hostile tapes of the regime: what is read is written, reads back as the same, and the machine
// runs it without leaving a state early.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "regime/tape.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace holdfast;
  const auto tape = parse_tape({reinterpret_cast<const char*>(bytes), size});
  if (!tape) {
    HOLDFAST_CHECK(!tape.error().sentence.empty());
    return 0;
  }
  const auto again = parse_tape(to_text(*tape));
  HOLDFAST_CHECK(again.has_value() && *again == *tape);
  RegimeState state;
  std::size_t windows = 0;
  for (const auto& input : tape->inputs) {
    ++windows;
    const auto transition = step(state, input, tape->settings);
    if (!transition) continue;
    const bool forced = input.yielded || input.released;
    HOLDFAST_CHECK(forced || windows >= tape->settings.dwell_windows);
    HOLDFAST_CHECK(!to_line(*transition, tape->inputs.front().at).empty());
    windows = 0;
  }
  return 0;
}
