// What execution reports (FIX 35=8) say of each child: its acknowledgement, its fills, its end (TCA
// §3.3). Fills are decided on ExecType and LastQty, never on OrdStatus.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace holdfast {

inline constexpr std::uint32_t kNoRow = 0xffffffff;

enum class ExecType : std::uint8_t {
  acknowledged,  // 0
  pending_new,   // A
  trade,         // F, and 1 and 2 of FIX 4.2
  correction,    // G
  busted,        // H
  canceled,      // 4
  replaced,      // 5
  rejected,      // 8
  expired,       // C
  done_for_day,  // 3
  status,        // I
  restated,      // D
  other,
};
ExecType exec_type_of(char code);

enum class Liquidity : std::uint8_t { unknown, added, removed };

/// Ids are numbers of texts; equal texts have equal numbers, and their order is that of the texts.
struct ExecReport {
  std::uint32_t id = kNoRow, reference = kNoRow;  // 17, 19
  std::uint32_t child = kNoRow;                   // the child's row; kNoRow: nobody knows it
  ExecType type = ExecType::other;
  Liquidity liquidity = Liquidity::unknown;
  std::optional<std::int64_t> quantity, price, fee;     // 32, 31 (fixed_point.h); a fee as a price
  std::optional<std::int64_t> cumulated, leaves;        // 14, 151
  std::int64_t venue_ns = 0, recv_ns = 0, user_ns = 0;  // 0: missing
};

struct Fill {
  std::uint32_t child = 0;
  std::uint32_t report = 0;  // the row that told it first
  std::int64_t quantity = 0, price = 0, fee = 0;
  std::int64_t venue_ns = 0;
  Liquidity liquidity = Liquidity::unknown;
  bool is_corrected = false;
};

struct ChildExecutions {
  std::uint32_t ack = kNoRow;  // the report
  std::size_t first_fill = 0, fills = 0;
  bool is_rejected = false, is_canceled = false, is_expired = false, is_replaced = false;
};

struct ExecutionCounts {
  std::size_t reports = 0, duplicates = 0, orphans = 0, fills = 0, corrections = 0, busts = 0;
  std::size_t unmatched = 0;            // corrections and busts of what is no fill
  std::size_t not_fills = 0;            // trades without a quantity above 0 or a price above 0
  std::size_t quantity_violations = 0;  // 38 ≠ 14 + 151 while the order is open
  std::size_t restated = 0, status = 0, other = 0;
};

struct Executions {
  std::vector<Fill> fills;                // by child, then time at the venue, then id
  std::vector<ChildExecutions> children;  // by the child's row
  ExecutionCounts counts;
};

/// `quantities` and `venues` are by child. Of reports with one id the first row stands. Corrections
/// and busts are taken in the order of their time at the venue, then of their id. The first `0` is
/// the acknowledgement; `A` only for venues that never send a `0`.
Executions read_executions(std::span<const ExecReport> reports,
                           std::span<const std::int64_t> quantities,
                           std::span<const std::uint32_t> venues);

}  // namespace holdfast
