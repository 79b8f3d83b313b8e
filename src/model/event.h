// Event: something of the host that changed while it was watched: what, from where to where, when,
// how soon it was seen, why, and who did it.
//
// Events wake the agent and are told to people; nothing is decided by them alone (DESIGN §2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "model/setting.h"

namespace holdfast {

/// Why a watched thing changed: one list for the agent, the store and the analytics (DESIGN §6 and
/// TCA §3.5, merged). Never guessed: without evidence it is `unknown`.
enum class EventCause {
  writer,             // a process wrote it; `actor` says which
  irqbalance,         // the same, and it is irqbalance
  irqbalance_config,  // irqbalance was restarted, or its bans were changed
  human,              // `holdfast apply`, `rollback`, or a change announced by `holdfast pause`
  repair,             // the agent put it back
  canary,             // the agent followed a canary's schedule
  cgroup,             // a cpuset was changed
  driver_reset,       // the driver freed its vectors and took new ones, or set its own masks again
  link_flap,
  channel_change,
  cpu_hotplug,
  vector_exhaustion,  // the kernel had no vector left on the CPUs asked for (KERNEL §6)
  firmware_update,    // the NIC's firmware version is another than before
  kernel,             // the kernel itself, by evidence, for another reason than those above
  unknown,
};
/// "writer", "irqbalance-config", …: as in JSON, the store and the policy.
std::string_view name_of(EventCause cause);
std::optional<EventCause> parse_event_cause(std::string_view name);
/// One sentence: "the driver freed its vectors and took new ones".
std::string_view sentence_of(EventCause cause);

enum class EventKind {
  change,  // a setting is other than it was
  moved,   // an interrupt's effective CPUs are others, and nobody asked for it
  repair,  // the agent wrote a setting back; `to` is what it wrote
  refused_repair,
  yield,    // the agent stops fighting `actor` over `object`, or tries again
  regime,   // a transition: from, to, and the evidence
  policy,   // loaded, reloaded or refused
  pause,    // holdfast pause began or ended
  lease,    // irqbalance's lease was given, lost or given again
  link,     // an interface appeared, vanished, went up or down
  hotplug,  // a CPU went or came
  source,   // a way of watching was lost or came back: the agent sees less, or later
  storm,    // many changes told as one: `count` of them
};
std::string_view name_of(EventKind kind);  // "refused-repair"
std::optional<EventKind> parse_event_kind(std::string_view name);

/// Who did it, as far as it could still be seen.
struct Actor {
  std::optional<ThreadId> pid;
  std::string comm;
  std::string exe;
  std::string cgroup;
  std::string unit;  // systemd's; empty: none, or not told
  std::optional<std::uint32_t> uid;
  std::vector<std::string> parents;  // "comm (pid)", the nearest first, for writers such as `sh -c`
  friend bool operator==(const Actor&, const Actor&) = default;
};
/// By which repeated changes are one actor's: its unit, else its exe, else its cgroup, else empty;
/// never a pid (DESIGN §6).
std::string identity_of(const Actor& actor);
/// For people: "irqbalance.service (irqbalance, pid 812)", "sh (pid 4711) of sshd.service".
std::string label_of(const Actor& actor);

struct Event {
  std::uint64_t number = 0;  // from 1, of one state directory; the store's key
  std::int64_t at_ns = 0;    // when it happened, or when first seen; ns since 1970, UTC
  std::int64_t seen_ns = 0;  // when the agent had it; the same clock
  EventKind kind = EventKind::change;
  SettingObject object;  // name empty when it is of no setting
  std::string subject;   // what people read: label_of(object), "eth0", "CPU 3", "regime"
  std::string from, to;  // values as in model/setting.h; empty: not known
  std::string wanted;    // what the policy demands; empty: it does not name it
  EventCause cause = EventCause::unknown;
  std::string evidence;  // one sentence: what shows the cause
  std::optional<Actor> actor;
  std::uint64_t count = 1;  // changes that this stands for …
  bool exact = true;        // … or "at least" so many
  friend bool operator==(const Event&, const Event&) = default;
};

/// One object on one line, with its newline not included; docs/schema/event.schema.json.
std::string to_json(const Event& event);
/// "09:47:03.112  eth0 rx 0 (irq 38)  2 → 0  irqbalance.service (irqbalance, pid 812)": without
/// colour; the time is UTC.
std::string to_line(const Event& event);

}  // namespace holdfast
