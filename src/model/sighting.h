// Sighting: one thing that a watcher saw, before anybody worked out what it means. What a change is
// explained by (attribution/attribute.h) is a list of these.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "model/event.h"

namespace holdfast {

enum class SightingKind {
  file_opened,       // `what`: the path as on this host, "/proc/irq/38/smp_affinity_list"
  file_written,      // the same
  ethtool_notified,  // `what`: the interface; `detail`: "rings", "channels", "features", …
  link_changed,      // `what`: the interface; `detail`: "up", "down", "added", "removed", "renamed"
  device_changed,    // uevent; `what`: the device path; `detail`: its action, "bind", "unbind", …
  cpu_changed,       // `what`: "3"; `detail`: "online", "offline"
  irqbalance_started,  // `what`: its pid
  irqbalance_stopped,
  // By BPF; `what`: the IRQ; `detail`: the CPUs, empty when only the number of requests is known.
  affinity_requested,  // a process did, by a file; or it is not known by what
  affinity_hinted,     // a driver or the kernel did, while `actor` ran
  affinity_applied,    // it reached the chip
  affinity_unasked,    // the same, and nobody had asked: the kernel did it by itself
  vector_refused,      // the CPUs had no vector left; `detail` may be empty
  // By BPF; `what`: the tid; `detail`: the CPUs that it has since, empty as above.
  thread_requested,  // a process called sched_setaffinity
  thread_confined,   // by its cpuset, while `actor` ran; without an actor the kernel did
  overflow,          // the watcher lost some; `what`: its name
};
std::string_view name_of(SightingKind kind);

struct Sighting {
  SightingKind kind = SightingKind::file_written;
  std::string what;
  std::string detail;
  Instant at;                  // of the kernel's stamp where there is one, else when it was read
  std::optional<Actor> actor;  // whoever did it, resolved at once
  std::uint64_t count = 1;
  bool exact = true;  // false: at least `count`
  friend bool operator==(const Sighting&, const Sighting&) = default;
};

}  // namespace holdfast
