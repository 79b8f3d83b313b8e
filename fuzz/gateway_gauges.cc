// A gateway's gauges as anybody may have written them: what is taken has bounded rows and names,
// and the rows that are kept of two readings are no more than those.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "store/gateway_rows.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace holdfast;
  const auto gauges = gateway_gauges_from_json({reinterpret_cast<const char*>(bytes), size});
  if (!gauges) return 0;
  HOLDFAST_CHECK(gauges->size() <= kMostGatewayRows);
  for (const auto& thread : gauges->threads)
    HOLDFAST_CHECK(thread.thread.size() <= kMostGatewayName);
  for (const auto& lost : gauges->lost) HOLDFAST_CHECK(lost.first <= lost.last);
  GatewayRows rows;
  HOLDFAST_CHECK(rows.rows_of(*gauges).size() <= gauges->size());
  HOLDFAST_CHECK(rows.rows_of(*gauges).lost.empty());
  return 0;
}
