// One made order as it would stand in a desk's logs: when it was decided, sent and answered, at
// which prices it was filled, and the quotes around it, such that its implementation shortfall is
// the row's y (docs/tca-synth.md).
#pragma once

#include <array>
#include <cstdint>

#include "order_synth/order_row.h"

namespace holdfast {

inline constexpr std::int64_t kTicksPerDollar = 10'000;

struct RawQuote {
  std::int64_t exch_ns = 0;  // no two of a symbol have the same
  std::int64_t bid_ticks = 0, ask_ticks = 0;
};

struct RawFill {
  std::int64_t shares = 0;
  std::int64_t fee_micro = 0;  // millionths of a dollar, a cost when positive
  std::int64_t venue_ns = 0;
};

/// Times of the exchange are true; those of the host are as its clock tells them.
struct RawChild {
  std::int64_t clock_offset_ns = 0;
  std::int64_t md_exch_ns = 0, md_ingest_ns = 0, decision_ns = 0, send_ns = 0;
  std::int64_t ack_venue_ns = 0, ack_recv_ns = 0;
  std::int64_t handler_ns = 0;       // from receipt to the application, for every report
  std::int64_t benchmark_ticks = 0;  // the mid at the parent's decision and at the order's own
  std::int64_t price_ticks = 0;      // of its fills
  bool took_liquidity = false;
  std::int64_t filled = 0;
  std::array<RawFill, 2> fills;  // the second has no shares where one was enough
  std::array<RawQuote, 3>
      quotes;  // consumed by the decision, at the acknowledgement, a second after
};

RawChild make_raw_child(const OrderWorld& world, const OrderRow& row);

/// The mid of a symbol in a bucket when no order of ours is on its way.
std::int64_t base_mid_ticks(const OrderWorld& world, std::uint32_t symbol, std::uint32_t session,
                            std::uint32_t bucket);

/// A quote about `mid_ticks` with the row's spread, at least a tick to each side.
RawQuote quote_about(std::int64_t exch_ns, std::int64_t mid_ticks, double spread_bps);

}  // namespace holdfast
