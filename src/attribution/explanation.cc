#include "attribution/explanation.h"

namespace holdfast {
namespace {

bool is_near(const Change& change, const Sighting& sighting, const AttributionContext& context) {
  return elapsed_seconds(sighting.at, change.after) <= context.window_seconds &&
         elapsed_seconds(change.before, sighting.at) <= context.window_seconds;
}

}  // namespace

bool is_between(const Change& change, const Sighting& sighting) {
  return change.after < sighting.at && sighting.at <= change.before;
}

const Sighting* find_explanation(const Change& change, std::span<const Sighting> recent,
                                 const AttributionContext& context, const SightingTest& passes) {
  const Sighting* between = nullptr;
  const Sighting* earlier = nullptr;
  const Sighting* later = nullptr;
  for (const auto& sighting : recent) {
    if (!is_near(change, sighting, context) || !passes(sighting)) continue;
    if (is_between(change, sighting)) {
      between = &sighting;
    } else if (sighting.at <= change.after) {
      earlier = &sighting;
    } else if (!later) {
      later = &sighting;
    }
  }
  if (between) return between;
  return earlier ? earlier : later;
}

bool lost_some(const Change& change, std::span<const Sighting> recent,
               const AttributionContext& context) {
  return find_explanation(change, recent, context, [](const Sighting& sighting) {
    return sighting.kind == SightingKind::overflow;
  });
}

}  // namespace holdfast
