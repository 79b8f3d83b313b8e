#include "cdt/event_study.h"

#include <algorithm>
#include <cmath>

#include "cdt/cluster_variance.h"
#include "stats/distributions.h"
#include "stats/normal_quantile.h"
#include "stats/sums.h"

namespace holdfast {
namespace {

constexpr double kLevel = .05;

// Per treated host and k: what the host adds to the effect's error.
using Influences = std::vector<std::vector<double>>;

Influences influences_of(const EventContrasts& contrasts, const std::vector<EventEffect>& effects) {
  const auto events = static_cast<double>(contrasts.events);
  Influences out = contrasts.sums;
  for (std::size_t host = 0; host < out.size(); ++host) {
    for (std::size_t place = 0; place < effects.size(); ++place) {
      double& value = out[host][place];
      value = (value - contrasts.events_of_host[host] * effects[place].effect) / events;
    }
  }
  return out;
}

double length_of(const Influences& influences, std::size_t place) {
  NeumaierSum squares;
  for (const auto& host : influences) squares.add(host[place] * host[place]);
  return std::sqrt(squares.value());
}

// max over k of |Σ multiplier·influence| / √Σ influence², each standard normal. `lengths`: the
// roots.
double largest_of_draw(const Influences& influences, std::span<const double> multipliers,
                       std::span<const double> lengths) {
  double largest = 0;
  for (std::size_t place = 0; place < lengths.size(); ++place) {
    if (!(lengths[place] > 0)) continue;
    double sum = 0;
    for (std::size_t host = 0; host < influences.size(); ++host) {
      sum += multipliers[host] * influences[host][place];
    }
    largest = std::max(largest, std::abs(sum) / lengths[place]);
  }
  return largest;
}

double band_critical(const Influences& influences, const EventStudyOptions& options,
                     std::size_t reference, const ParallelFor& parallel) {
  constexpr std::size_t kBlock = 128;
  std::vector<double> lengths(influences.front().size());
  for (std::size_t place = 0; place < lengths.size(); ++place) {
    if (place != reference) lengths[place] = length_of(influences, place);
  }
  std::vector<double> largest(options.draws);
  parallel((options.draws + kBlock - 1) / kBlock, [&](std::size_t block) {
    std::vector<double> multipliers(influences.size());
    for (std::size_t draw = block * kBlock; draw < std::min(options.draws, (block + 1) * kBlock);
         ++draw) {
      for (std::size_t host = 0; host < multipliers.size(); ++host) {
        multipliers[host] = normal_quantile(uniform_at(options.from, draw, host));
      }
      largest[draw] = largest_of_draw(influences, multipliers, lengths);
    }
  });
  if (largest.empty()) return 0;
  // The smallest of the draws that at most a share of kLevel of them and the sample reach.
  const auto rank = std::ceil((1 - kLevel) * static_cast<double>(options.draws + 1));
  const auto place = std::min(static_cast<std::size_t>(rank), options.draws) - 1;
  std::ranges::nth_element(largest, largest.begin() + static_cast<std::ptrdiff_t>(place));
  // The same level of Student's t: few hosts know their errors badly.
  const double level = std::erfc(largest[place] / std::sqrt(2.0));
  return student_t_quantile(1 - level / 2, static_cast<double>(influences.size() - 1));
}

void add_intervals(EventStudy& study, const Influences& influences, double wide) {
  const auto hosts = static_cast<double>(study.hosts);
  for (std::size_t place = 0; place < study.effects.size(); ++place) {
    auto& one = study.effects[place];
    if (one.k == -1) continue;
    one.error = std::sqrt(hosts / (hosts - 1)) * length_of(influences, place);
    if (!(one.error > 0)) study.status = EstimateStatus::no_inference;
    one.low = one.effect - wide * one.error;
    one.high = one.effect + wide * one.error;
    one.band_low = one.effect - study.critical * one.error;
    one.band_high = one.effect + study.critical * one.error;
  }
}

}  // namespace

EventContrasts event_contrasts(const EventCalendar& calendar, std::span<const EventStack> stacks) {
  EventContrasts out{.window = calendar.window(), .events = stacks.size()};
  std::vector<const EventStack*> sorted;
  for (const auto& stack : stacks) sorted.push_back(&stack);
  std::ranges::sort(sorted, {}, [](const EventStack* stack) { return stack->event; });
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i == 0 || sorted[i]->event.host != sorted[i - 1]->event.host) {
      out.events_of_host.push_back(0);
      out.sums.emplace_back(out.window.size(), 0.0);
    }
    const auto contrast = calendar.contrast(*sorted[i]);
    ++out.events_of_host.back();
    for (std::size_t place = 0; place < contrast.size(); ++place) {
      out.sums.back()[place] += contrast[place];
    }
  }
  return out;
}

EventStudy event_study(const EventContrasts& contrasts, const EventStudyOptions& options,
                       const ParallelFor& parallel) {
  EventStudy study{.events = contrasts.events, .hosts = contrasts.hosts()};
  if (contrasts.events == 0) return study;
  for (int k = contrasts.window.first; k <= contrasts.window.last; ++k) {
    NeumaierSum sum;
    for (const auto& host : contrasts.sums) sum.add(host[contrasts.window.place(k)]);
    study.effects.push_back({.k = k, .effect = sum.value() / static_cast<double>(study.events)});
  }
  if (study.hosts < kFewestClusters) {
    study.status = EstimateStatus::no_inference;
    return study;
  }
  study.status = EstimateStatus::ok;
  const auto influences = influences_of(contrasts, study.effects);
  const double wide = student_t_quantile(1 - kLevel / 2, static_cast<double>(study.hosts - 1));
  study.critical =
      std::max(wide, band_critical(influences, options, contrasts.window.place(-1), parallel));
  add_intervals(study, influences, wide);
  return study;
}

}  // namespace holdfast
