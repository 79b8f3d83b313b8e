// What the tests of attribute() are about: eth0's vector 38, and who may have moved it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attribution/attribute.h"

namespace holdfast {

constexpr Instant at(double seconds) { return {static_cast<std::int64_t>(seconds * 1e9)}; }

/// eth0's vector 38 went from CPU 2 to CPU 0 between second 10 and second 11.
inline Change vector_change() {
  Change change;
  change.object = {.kind = SettingKind::vector,
                   .nic = "eth0",
                   .name = "rx 0",
                   .irq = IrqNumber{38},
                   .device = "0000:81:00.0"};
  change.from = "2";
  change.to = "0";
  change.after = at(10);
  change.before = at(11);
  return change;
}

inline Sighting seen(SightingKind kind, std::string what, std::string detail, double seconds) {
  return {.kind = kind, .what = std::move(what), .detail = std::move(detail), .at = at(seconds)};
}

inline Sighting written(std::string what, double seconds, Actor actor) {
  auto sighting = seen(SightingKind::file_written, std::move(what), "", seconds);
  sighting.actor = std::move(actor);
  sighting.exact = false;
  return sighting;
}

inline const Actor kShell{
    .pid = ThreadId{4711}, .comm = "sh", .exe = "/bin/dash", .unit = "ssh.service"};
inline const Actor kIrqbalance{.pid = ThreadId{812},
                               .comm = "irqbalance",
                               .exe = "/usr/sbin/irqbalance",
                               .unit = "irqbalance.service"};
inline constexpr std::string_view kFile = "/proc/irq/38/smp_affinity";

inline Attribution of(const Change& change, const std::vector<Sighting>& recent,
                      const AttributionContext& context = {}) {
  return attribute(change, recent, context);
}
inline EventCause cause_of(const Change& change, const std::vector<Sighting>& recent,
                           const AttributionContext& context = {}) {
  return of(change, recent, context).cause;
}

}  // namespace holdfast
