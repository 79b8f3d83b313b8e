#include "attribution/kernel_deed.h"

#include <fmt/format.h>

#include "attribution/explanation.h"

namespace holdfast {
namespace {

std::string cpus_of(const Sighting& sighting) {
  return sighting.detail.empty() ? "CPUs" : fmt::format("CPUs {}", sighting.detail);
}

}  // namespace

const Sighting* find_of_interrupt(const Change& change, std::span<const Sighting> recent,
                                  const AttributionContext& context, SightingKind kind) {
  if (!change.object.irq) return nullptr;
  const std::string irq = fmt::format("{}", change.object.irq->value);
  return find_explanation(change, recent, context, [&](const Sighting& sighting) {
    return sighting.kind == kind && sighting.what == irq;
  });
}

std::optional<Attribution> explain_by_exhaustion(const Change& change,
                                                 std::span<const Sighting> recent,
                                                 const AttributionContext& context) {
  const Sighting* refused =
      find_of_interrupt(change, recent, context, SightingKind::vector_refused);
  if (!refused || !(change.effective_only || is_between(change, *refused))) return std::nullopt;
  return Attribution{.cause = EventCause::vector_exhaustion,
                     .evidence = fmt::format(
                         "the kernel had no vector left{} for interrupt {}",
                         refused->detail.empty() ? "" : fmt::format(" on CPUs {}", refused->detail),
                         refused->what),
                     .at = refused->at};
}

std::optional<Attribution> explain_by_kernel(const Change& change, std::span<const Sighting> recent,
                                             const AttributionContext& context) {
  const auto find = [&](SightingKind kind) {
    return find_of_interrupt(change, recent, context, kind);
  };
  if (const Sighting* hint = find(SightingKind::affinity_hinted)) {
    const bool of_nic = !change.object.nic.empty();
    Attribution attribution{.cause = of_nic ? EventCause::driver_reset : EventCause::kernel,
                            .actor = hint->actor,
                            .at = hint->at};
    attribution.evidence =
        fmt::format("{} asked for {} for interrupt {}",
                    of_nic ? "its driver" : "a driver or the kernel", cpus_of(*hint), hint->what);
    if (hint->actor) attribution.evidence += fmt::format(", while {} ran", label_of(*hint->actor));
    return attribution;
  }
  if (const Sighting* unasked = find(SightingKind::affinity_unasked)) {
    return Attribution{.cause = EventCause::kernel,
                       .evidence = fmt::format("the kernel gave interrupt {} {}, and nobody had "
                                               "asked for it",
                                               unasked->what, cpus_of(*unasked)),
                       .at = unasked->at};
  }
  return std::nullopt;
}

}  // namespace holdfast
