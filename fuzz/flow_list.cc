// A list of flows: what is read is written the same way again, and a solution for it holds.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "rss/flow_list.h"
#include "rss/solution.h"

namespace {

using namespace holdfast;

Nic small_nic() {
  Nic nic;
  nic.name = "eth0";
  nic.channels = Channels{.combined = 4};
  RssContext context;
  context.function = "toeplitz";
  for (std::uint32_t i = 0; i < 40; ++i) context.key.push_back(static_cast<std::uint8_t>(i * 37));
  for (std::uint32_t i = 0; i < 16; ++i) context.indirection.push_back(i % 4);
  nic.rss.push_back(context);
  for (const auto* type : {"tcp4", "udp4", "tcp6", "udp6"}) {
    nic.hash_fields.push_back({.flow_type = type, .l3 = true, .ports = true});
  }
  nic.features = {{.name = "rx-ntuple-filter", .active = true}};
  nic.ntuple_capacity = 512;
  return nic;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto flows = parse_flow_list(text);
  if (!flows) return 0;
  for (const auto& listed : *flows) {
    const auto again = parse_flow(to_text(listed.flow));
    HOLDFAST_CHECK(again && to_text(*again) == to_text(listed.flow));
  }
  if (flows->size() > 16) return 0;
  static const Nic nic = small_nic();
  for (const auto by : {SolveBy::rules, SolveBy::table}) {
    SolveRequest request{.flows = *flows, .queues = {0, 2}, .rest_queues = {1, 3}, .by = by};
    const auto solution = solve(nic, request);
    if (solution) HOLDFAST_CHECK(solution->queue_of.size() == flows->size());
  }
  return 0;
}
