// What `cohorts` found, and its forms.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "cdt/cluster_estimate.h"
#include "tca/cohort_orders.h"

namespace holdfast {

inline constexpr std::array<double, 3> kFillHorizons = {0.1, 1, 5};  // s

/// Of passive orders.
struct FillTable {
  std::size_t orders = 0;
  std::array<double, kFillHorizons.size()> filled{}, kaplan_meier{};
  double mean_unfilled_5s = 0;
};

struct Cohort {
  std::uint32_t host = 0;
  std::int64_t vector = 0;
  bool is_drifted = false;
  std::size_t orders = 0, acked = 0;
  std::vector<double> ack_rtt_us;  // p50, p95, p99, p99.9 (type 7); empty: nothing acknowledged
  std::optional<double> handler_p95_us;
  FillTable fills;
  std::optional<ClusterEstimate> difference;  // of drifted ones
  double holm = 0;                            // NaN: no test
};

struct CohortsAnswer {
  CohortOrders orders;
  EstimateStatus status = EstimateStatus::empty;
  double threshold = 0;          // of the tail; NaN: no aligned order
  std::vector<Cohort> cohorts;   // by host, vector, regime
  FillTable aligned, drifted;    // all of them
  std::optional<LogRank> ranks;  // aligned against drifted
};

Result<CohortsAnswer> cohorts_answer(const CohortsCommand& command);

/// docs/schema/cohorts.schema.json.
std::string cohorts_json(const CohortsCommand& command, const CohortsAnswer& answer);
/// A line per cohort.
std::string cohorts_csv(const CohortsAnswer& answer);
std::string cohorts_text(const CohortsCommand& command, const CohortsAnswer& answer);

}  // namespace holdfast
