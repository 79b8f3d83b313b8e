// What BPF saw the kernel or a driver do to an interrupt, without any file being written. Inside of
// attribution.
#pragma once

#include <optional>
#include <span>

#include "attribution/attribute.h"

namespace holdfast {

/// The sighting of that kind of the change's own interrupt; nullptr: none, or it is no interrupt.
const Sighting* find_of_interrupt(const Change& change, std::span<const Sighting> recent,
                                  const AttributionContext& context, SightingKind kind);

/// No vector was left on the CPUs asked for: a move that the mask does not show, or a mask that
/// went back to what it was (the kernel drops one that it could not carry out).
std::optional<Attribution> explain_by_exhaustion(const Change& change,
                                                 std::span<const Sighting> recent,
                                                 const AttributionContext& context);

/// A driver asked for other CPUs; or the kernel set some, and nobody had asked. That nobody asked
/// is told by whoever sees all requests, never concluded from silence.
std::optional<Attribution> explain_by_kernel(const Change& change, std::span<const Sighting> recent,
                                             const AttributionContext& context);

}  // namespace holdfast
