#include "order_synth/order_synth_options.h"

#include <fmt/format.h>

#include <string_view>

namespace holdfast {
namespace {

template <class T>
Result<void> within(std::string_view name, T value, T least, T most) {
  if (value >= least && value <= most) {  // false for NaN
    return {};
  }
  return fail(ErrorCode::usage, fmt::format("--{} {} is out of bounds: it may be {} to {}", name,
                                            value, least, most));
}

}  // namespace

Result<void> check(const OrderSynthOptions& options) {
  const double tail_scaled =
      options.tail_aligned + options.effect_scale * (options.tail_drifted - options.tail_aligned);
  for (const Result<void>& checked :
       {within<std::uint64_t>("rows", options.rows, 1, 1'000'000'000),
        within<std::uint32_t>("hosts", options.hosts, 1, 10'000),
        within<std::uint32_t>("sessions", options.sessions, 1, 2'600),
        within<std::uint32_t>("symbols", options.symbols, options.disjoint_symbols ? 2 : 1, 10'000),
        within("effect-scale", options.effect_scale, -20.0, 20.0),
        within("hidden", options.hidden, -100.0, 100.0),
        within("logit-slope", options.logit_slope, -20.0, 20.0),
        within("tail-aligned", options.tail_aligned, 0.0, 1.0),
        within("tail-drifted", options.tail_drifted, 0.0, 1.0),
        within("tail-drifted at this --effect-scale", tail_scaled, 0.0, 1.0),
        within("missing", options.missing, 0.0, 1.0),
        within("clock-skew-us", options.clock_skew_us, 0.0, 1e6)}) {
    if (!checked) {
      return checked;
    }
  }
  return {};
}

}  // namespace holdfast
