// A journal of an apply, as a killed process or a hostile hand left it.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "apply/journal_record.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto record = holdfast::parse_journal(text, "journal");
  if (record) {
    HOLDFAST_CHECK(record->sound_bytes <= size);
    // What is left after the cut reads the same, with nothing torn.
    const auto again = holdfast::parse_journal(text.substr(0, record->sound_bytes), "journal");
    HOLDFAST_CHECK(again && again->torn.empty() && again->steps == record->steps);
  }
  return 0;
}
