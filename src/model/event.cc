#include "model/event.h"

#include <array>

namespace holdfast {
namespace {

struct CauseRow {
  EventCause cause;
  std::string_view name;
  std::string_view sentence;
};

constexpr std::array kCauses = {
    CauseRow{EventCause::writer, "writer", "a process wrote it"},
    CauseRow{EventCause::irqbalance, "irqbalance", "irqbalance wrote it"},
    CauseRow{EventCause::irqbalance_config, "irqbalance-config",
             "irqbalance was started anew, or its bans were changed"},
    CauseRow{EventCause::human, "human", "somebody changed it by holdfast, or with it paused"},
    CauseRow{EventCause::repair, "repair", "the agent put it back"},
    CauseRow{EventCause::canary, "canary", "the agent followed a canary's schedule"},
    CauseRow{EventCause::cgroup, "cgroup", "a cpuset was changed"},
    CauseRow{EventCause::driver_reset, "driver-reset",
             "the driver freed its vectors and took new ones, or set its own masks again"},
    CauseRow{EventCause::link_flap, "link-flap", "the link went down or came up"},
    CauseRow{EventCause::channel_change, "channel-change", "the number of channels was changed"},
    CauseRow{EventCause::cpu_hotplug, "cpu-hotplug", "a CPU went or came"},
    CauseRow{EventCause::vector_exhaustion, "vector-exhaustion",
             "the kernel had no vector left on the CPUs asked for"},
    CauseRow{EventCause::firmware_update, "firmware-update",
             "the NIC's firmware is another version than before"},
    CauseRow{EventCause::kernel, "kernel", "the kernel changed it by itself"},
    CauseRow{EventCause::unknown, "unknown", "nothing that was seen explains it"},
};

constexpr std::array<std::pair<EventKind, std::string_view>, 13> kKinds = {{
    {EventKind::change, "change"},
    {EventKind::moved, "moved"},
    {EventKind::repair, "repair"},
    {EventKind::refused_repair, "refused-repair"},
    {EventKind::yield, "yield"},
    {EventKind::regime, "regime"},
    {EventKind::policy, "policy"},
    {EventKind::pause, "pause"},
    {EventKind::lease, "lease"},
    {EventKind::link, "link"},
    {EventKind::hotplug, "hotplug"},
    {EventKind::source, "source"},
    {EventKind::storm, "storm"},
}};

const CauseRow& row_of(EventCause cause) {
  for (const auto& row : kCauses) {
    if (row.cause == cause) return row;
  }
  return kCauses.back();
}

}  // namespace

std::string_view name_of(EventCause cause) { return row_of(cause).name; }
std::string_view sentence_of(EventCause cause) { return row_of(cause).sentence; }

std::optional<EventCause> parse_event_cause(std::string_view name) {
  for (const auto& row : kCauses) {
    if (row.name == name) return row.cause;
  }
  return std::nullopt;
}

std::string_view name_of(EventKind kind) {
  for (const auto& [known, name] : kKinds) {
    if (known == kind) return name;
  }
  return "change";
}

std::optional<EventKind> parse_event_kind(std::string_view name) {
  for (const auto& [kind, known] : kKinds) {
    if (known == name) return kind;
  }
  return std::nullopt;
}

}  // namespace holdfast
