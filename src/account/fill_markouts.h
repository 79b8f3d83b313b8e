// What the market did after a fill (TCA §5). Positive is adverse.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "account/executions.h"
#include "account/quote_index.h"

namespace holdfast {

struct MarkoutHorizon {
  const char* name;
  std::int64_t ns;
};
inline constexpr std::array<MarkoutHorizon, 5> kMarkoutHorizons = {{{"10ms", 10'000'000},
                                                                    {"100ms", 100'000'000},
                                                                    {"1s", 1'000'000'000},
                                                                    {"10s", 10'000'000'000},
                                                                    {"60s", 60'000'000'000}}};

struct FillMarkouts {
  std::optional<double> mid;                   // m at the fill
  std::optional<double> effective_spread_bps;  // 2 s (p − m) / m
  /// By horizon: −s (m later − m) / m, and −s (m later − p) / m; null without a quote then.
  std::array<std::optional<double>, kMarkoutHorizons.size()> adverse_mid_bps, against_fill_bps;
};

FillMarkouts markouts_of(const Fill& fill, std::uint32_t symbol, std::int64_t side,
                         const QuoteIndex& quotes);

}  // namespace holdfast
