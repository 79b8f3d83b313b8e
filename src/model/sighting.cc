#include "model/sighting.h"

namespace holdfast {

std::string_view name_of(SightingKind kind) {
  switch (kind) {
    case SightingKind::file_opened: return "file-opened";
    case SightingKind::file_written: return "file-written";
    case SightingKind::ethtool_notified: return "ethtool-notified";
    case SightingKind::link_changed: return "link-changed";
    case SightingKind::device_changed: return "device-changed";
    case SightingKind::cpu_changed: return "cpu-changed";
    case SightingKind::irqbalance_started: return "irqbalance-started";
    case SightingKind::irqbalance_stopped: return "irqbalance-stopped";
    case SightingKind::affinity_requested: return "affinity-requested";
    case SightingKind::affinity_hinted: return "affinity-hinted";
    case SightingKind::affinity_applied: return "affinity-applied";
    case SightingKind::affinity_unasked: return "affinity-unasked";
    case SightingKind::vector_refused: return "vector-refused";
    case SightingKind::thread_requested: return "thread-requested";
    case SightingKind::thread_confined: return "thread-confined";
    case SightingKind::overflow: return "overflow";
  }
  return "overflow";
}

}  // namespace holdfast
