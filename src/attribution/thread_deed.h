// What changes a thread's CPUs: whoever calls sched_setaffinity, its cpuset, or the kernel. Inside
// of attribution.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "attribution/attribute.h"

namespace holdfast {

/// Told by BPF of the very thread whose CPUs changed?
bool is_of_thread(const Change& change, const Sighting& sighting);

/// A file was written that can change the CPUs of the thread's cpuset: of its own cgroup or of one
/// above it, or a partition beside those, which takes its CPUs from them; or a file by which the
/// thread came into its cgroup.
bool is_cpuset_written(const Change& change, const Sighting& sighting);
/// BPF saw its CPUs change without sched_setaffinity: by its cpuset, while a process ran; …
bool is_confined_by_process(const Change& change, const Sighting& sighting);
/// … or by the kernel itself.
bool is_confined_by_kernel(const Change& change, const Sighting& sighting);
std::string tell_cpuset(const Change& change, const Sighting& sighting);
std::string tell_confined(const Change& change, const Sighting& sighting);

/// Either of the two, between the readings; nullptr: none.
const Sighting* find_confined(const Change& change, std::span<const Sighting> recent,
                              const AttributionContext& context);
/// The last word was not that of whoever called at `called_at`.
bool is_confined_later(const Change& change, std::span<const Sighting> recent,
                       const AttributionContext& context, std::optional<Instant> called_at);

}  // namespace holdfast
