// Child orders with how soon they were acknowledged and filled, by the interrupt vector that served
// them and whether it was where it belongs.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cdt/fill_curve.h"
#include "tca/cohorts_command.h"
#include "tca/sourced_table.h"

namespace holdfast {

/// Differences of stamps of one host's clock.
struct CohortOrder {
  std::uint32_t host = 0;  // in CohortOrders::hosts
  std::int64_t vector = 0;
  bool is_drifted = false;  // the vector's effective CPUs were not all among its target's
  std::int64_t ts_decision_ns = 0;
  double ack_rtt_us = 0;    // receipt of the first acknowledgement − sending; NaN: none
  double handler_us = 0;    // the application's sight of it − its receipt; NaN: none
  bool is_passive = false;  // acknowledged, a limit order that rests
  FillTime fill;            // of passive ones, since the acknowledgement
};

/// Why an order has no cohort; the first that holds.
enum class CohortDrop { no_host_or_time, no_vector, no_affinity, no_target };
inline constexpr std::size_t kCohortDrops = 4;
std::string_view name_of(CohortDrop drop);

struct CohortOrders {
  std::vector<AnalysisSource> sources;  // children, executions, affinity
  std::size_t read = 0;
  std::array<std::size_t, kCohortDrops> dropped{};
  std::vector<std::string> hosts;
  std::vector<CohortOrder> orders;  // in the order of the children
};

/// malformed: a CPU list that is none, with its row; usage: as of read_cohort_tables.
Result<CohortOrders> read_cohort_orders(const CohortsCommand& command);

}  // namespace holdfast
