// What sockperf prints: whatever it is, figures that are taken from it are in order and finite.
#include "probe/sockperf_report.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holdfast;
  const auto report = parse_sockperf({reinterpret_cast<const char*>(data), size});
  if (!report) {
    HOLDFAST_CHECK(!report.error().sentence.empty());
    return 0;
  }
  double before = 0;
  HOLDFAST_CHECK(!report->percentiles.empty() && report->percentiles.size() <= 64);
  for (const auto& one : report->percentiles) {
    HOLDFAST_CHECK(one.p > before && one.p <= 1);
    HOLDFAST_CHECK(std::isfinite(one.ns) && one.ns >= 0);
    before = one.p;
  }
  HOLDFAST_CHECK(result_of(*report).delays.size() == 1);
  return 0;
}
