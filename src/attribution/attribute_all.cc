#include "attribution/attribute_all.h"

#include <fmt/format.h>

#include <map>

#include "attribution/explanation.h"

namespace holdfast {
namespace {

constexpr std::size_t kSeveral = 2;

bool is_back_at(const Change& change, const std::string& default_affinity) {
  return change.object.kind == SettingKind::vector && !change.object.nic.empty() &&
         !change.effective_only && change.to == default_affinity && change.from != change.to;
}

}  // namespace

std::vector<Attribution> attribute_all(std::span<const Change> changes,
                                       std::span<const Sighting> recent,
                                       const AttributionContext& context,
                                       const std::string& default_affinity) {
  std::vector<Attribution> all;
  std::map<std::string, std::vector<std::size_t>> back_at_default;
  for (const auto& change : changes) {
    all.push_back(attribute(change, recent, context));
    // "Nobody had asked" is what a driver's new vectors look like, too.
    const EventCause cause = all.back().cause;
    if ((cause != EventCause::unknown && cause != EventCause::kernel) || default_affinity.empty() ||
        !is_back_at(change, default_affinity) || lost_some(change, recent, context)) {
      continue;
    }
    back_at_default[change.object.nic].push_back(all.size() - 1);
  }
  for (const auto& [nic, places] : back_at_default) {
    if (places.size() < kSeveral) continue;
    for (const auto place : places) {
      all[place].cause = EventCause::driver_reset;
      all[place].evidence = fmt::format(
          "{} vectors of {} went to the default affinity {} in one reading, and nobody "
          "was seen to write them",
          places.size(), nic, default_affinity);
    }
  }
  return all;
}

}  // namespace holdfast
