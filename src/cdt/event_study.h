// What an event did to its host's outcome, bin by bin: weighted stacked differences in differences
// (TCA §8). A stack's treated host weighs 1 and each control 1/controls, which is least squares
// with effects of stack × host and stack × k, in closed form.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cdt/estimate_status.h"
#include "cdt/event_study_stacks.h"
#include "cdt/parallel_for.h"
#include "stats/philox.h"

namespace holdfast {

/// The stacks' contrasts, added up by treated host.
struct EventContrasts {
  EventWindow window;
  std::size_t events = 0;
  std::vector<double> events_of_host;     // of hosts with an event; ascending hosts
  std::vector<std::vector<double>> sums;  // per such host and k
  [[nodiscard]] std::size_t hosts() const { return sums.size(); }
};

EventContrasts event_contrasts(const EventCalendar& calendar, std::span<const EventStack> stacks);

struct EventEffect {
  int k = 0;
  double effect = 0;
  double error = 0;                    // by treated host, G/(G − 1)
  double low = 0, high = 0;            // 95 % of this k alone, t with G − 1 degrees
  double band_low = 0, band_high = 0;  // 95 % of all k together
};

struct EventStudyOptions {
  std::size_t draws = 9999;  // of the band
  DrawStream from;
};

struct EventStudy {
  /// ok, no_inference (fewer than five treated hosts, or no spread: effects alone), empty.
  EstimateStatus status = EstimateStatus::empty;
  std::size_t events = 0, hosts = 0;
  double critical = 0;               // of the band, in standard errors
  std::vector<EventEffect> effects;  // one per k; at −1 all is 0
};

/// The band is sup-t by a multiplier bootstrap: hosts' influences times normal draws give the level
/// of one k at which 5 % of the draws leave the band anywhere, and Student's t with G − 1 degrees
/// its width; it is at least that of one k. Draw b of host g is at row b, index g of `from`.
EventStudy event_study(const EventContrasts& contrasts, const EventStudyOptions& options,
                       const ParallelFor& parallel = serial_for);

}  // namespace holdfast
