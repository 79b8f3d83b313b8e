// Hostile calibrations: whatever is read gives an uplift that ascends with the dose.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "model/tail_calibration.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace holdfast;
  const auto read = tail_calibration_from_json({reinterpret_cast<const char*>(bytes), size});
  if (!read) return 0;
  double last = 0;
  for (int i = 0; i <= 100; ++i) {
    const auto uplift = uplift_at(*read, i / 100.0);
    HOLDFAST_CHECK(uplift.bps.has_value() && *uplift.bps >= last - 1e-9 * (1 + last));
    HOLDFAST_CHECK(uplift.low_bps.has_value() == (read->grade <= 'B'));
    last = *uplift.bps;
  }
  return 0;
}
