#include <algorithm>
#include <cmath>

#include "cdt/event_study_checks.h"
#include "stats/sums.h"

namespace holdfast {
namespace {

double mean_after(const EventCalendar& calendar, const EventStack& stack) {
  const auto contrast = calendar.contrast(stack);
  const auto after = std::span(contrast).subspan(calendar.window().place(0));
  return neumaier_sum(after) / static_cast<double>(after.size());
}

}  // namespace

std::optional<EventPlacebo> event_placebo(const EventCalendar& calendar,
                                          std::span<const EventStack> stacks,
                                          const PlaceboOptions& options,
                                          const ParallelFor& parallel) {
  std::vector<std::vector<std::uint32_t>> quiet(stacks.size());
  parallel(stacks.size(), [&](std::size_t i) { quiet[i] = calendar.quiet_bins(stacks[i].event); });
  EventPlacebo out{.draws = options.draws};
  NeumaierSum own;
  for (std::size_t i = 0; i < stacks.size(); ++i) {
    if (quiet[i].empty()) continue;
    ++out.events;
    own.add(mean_after(calendar, stacks[i]));
  }
  if (out.events == 0) return std::nullopt;
  out.effect = own.value() / static_cast<double>(out.events);
  std::vector<double> placebos(options.draws);
  parallel(options.draws, [&](std::size_t draw) {
    NeumaierSum sum;
    for (std::size_t i = 0; i < stacks.size(); ++i) {
      if (quiet[i].empty()) continue;
      const double share = uniform_at(options.from, draw, i);
      const auto at = static_cast<std::size_t>(share * static_cast<double>(quiet[i].size()));
      sum.add(mean_after(
          calendar,
          calendar.stack_of({stacks[i].event.host, quiet[i][std::min(at, quiet[i].size() - 1)]})));
    }
    placebos[draw] = sum.value() / static_cast<double>(out.events);
  });
  out.larger = static_cast<std::size_t>(std::ranges::count_if(
      placebos, [&](double one) { return std::abs(one) >= std::abs(out.effect); }));
  out.p = static_cast<double>(1 + out.larger) / static_cast<double>(options.draws + 1);
  return out;
}

}  // namespace holdfast
