// What each order cost against the price at its decision, exactly (TCA §5). Positive is bad.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "account/executions.h"
#include "account/fixed_point.h"
#include "account/quote_index.h"

namespace holdfast {

/// Times are ns since 1970, 0 where missing. Quantities and prices as of fixed_point.h.
struct ParentOrder {
  std::uint32_t symbol = kNoRow;  // of the quotes; kNoRow: it has none
  std::int64_t side = 1;          // +1 buy, -1 sell
  std::int64_t quantity = 0;
  std::int64_t decision_ns = 0, end_ns = 0;
};

struct ChildOrder {
  std::uint32_t parent = kNoRow;
  std::int64_t quantity = 0;
  std::optional<std::int64_t> limit;
  bool is_passive = false;
  std::int64_t decision_ns = 0, md_exch_ns = 0, md_ingest_ns = 0, send_ns = 0, intended_ns = 0;
};

/// The parts of implementation shortfall; they add up to it.
struct CostParts {
  Money schedule, latency, impact, routing_price, fees, opportunity;
  Money timing() const { return schedule + latency + opportunity; }
  Money routing() const { return routing_price + fees; }
  Money total() const { return impact + timing() + routing(); }
  CostParts& operator+=(const CostParts& other);
};

enum class ParentStatus { ok, no_benchmark, no_end_price, too_large };
const char* name_of(ParentStatus status);  // "OK", "NO_BENCHMARK", …

struct ChildAccount {
  std::int64_t ack_ns = 0;  // at the venue: t_a, after what is missing and impossible was mended
  bool has_ack = false, is_clamped = false;  // NO_ACK, NEG_ONEWAY
  /// Twice the mids at decision and acknowledgement; 0 where the parent has no benchmark.
  std::int64_t twice_decision_mid = 0, twice_ack_mid = 0;
  bool is_decision_mid_missing = false, is_ack_mid_missing = false;
  std::int64_t filled = 0;
  CostParts cost;                             // without opportunity, which is the parent's
  Money base;                                 // its filled quantity at the parent's benchmark
  std::optional<std::int64_t> age_ns;         // decision − md_exch: age of information
  std::optional<std::int64_t> ingest_age_ns;  // decision − md_ingest
  std::optional<std::size_t> missed_quotes;   // begun in (md_exch, t_a]
  std::optional<double> missed_move_bps;      // side × the mid's move meanwhile
  std::optional<double> queue_at_ack;         // passive: size at its side's touch
  std::optional<double> queue_growth;         // since decision, where both touches are its limit
};

struct ParentAccount {
  ParentStatus status = ParentStatus::ok;
  std::int64_t twice_benchmark = 0, twice_end = 0;  // P0, Pe; 0: null
  std::int64_t filled = 0;
  std::uint32_t children = 0, fills = 0;
  CostParts cost;
  /// side × (paid − what the filled shares cost at P0) + fees + what was not done, worked out from
  /// the fills alone: the same number as cost.total(), by another way.
  Money shortfall;
  Money base;  // Q·P0
};

struct OrderAccounts {
  std::vector<ParentAccount> parents;
  std::vector<ChildAccount> children;
  std::size_t decision_mids_missing = 0, ack_mids_missing = 0, clamped = 0, without_ack = 0;
};

/// `executions` is of these children.
OrderAccounts account_orders(std::span<const ParentOrder> parents,
                             std::span<const ChildOrder> children,
                             std::span<const ExecReport> reports, const Executions& executions,
                             const QuoteIndex& quotes);

}  // namespace holdfast
