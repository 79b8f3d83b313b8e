// One regression's first coefficient with its clustered error: what checks are made of.
#pragma once

#include <cstddef>
#include <span>

#include "cdt/cluster_estimate.h"
#include "cdt/hdfe_design.h"

namespace holdfast {

struct FirstCoefficient {
  EstimateStatus status = EstimateStatus::empty;  // no_inference: an estimate without an error
  std::size_t rows = 0;
  ClusterEstimate cr1;
  bool has_estimate() const {
    return status == EstimateStatus::ok || status == EstimateStatus::no_inference;
  }
};

/// Of the input's first regressor.
FirstCoefficient first_coefficient(const HdfeInput& input, std::span<const double> y,
                                   const Factor& cluster, const ParallelFor& parallel = serial_for);

}  // namespace holdfast
