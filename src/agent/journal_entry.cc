#include "agent/journal_entry.h"

#include <fmt/format.h>

namespace holdfast {
namespace {

// A value with a newline goes with its length, 64 bits, little endian, in front of it.
void put(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out += name;
  if (value.find('\n') == std::string_view::npos) {
    out += '=';
  } else {
    out += '\n';
    for (unsigned shift = 0; shift < 64; shift += 8) {
      out += static_cast<char>((static_cast<std::uint64_t>(value.size()) >> shift) & 0xff);
    }
  }
  out += value;
  out += '\n';
}

void put_actor(std::string& out, const Actor& actor) {
  if (actor.pid) put(out, "HOLDFAST_ACTOR_PID", fmt::to_string(actor.pid->value));
  put(out, "HOLDFAST_ACTOR_COMM", actor.comm);
  put(out, "HOLDFAST_ACTOR_EXE", actor.exe);
  put(out, "HOLDFAST_ACTOR_UNIT", actor.unit);
  put(out, "HOLDFAST_ACTOR_CGROUP", actor.cgroup);
  if (actor.uid) put(out, "HOLDFAST_ACTOR_UID", fmt::to_string(*actor.uid));
  put(out, "HOLDFAST_ACTOR_PARENTS", fmt::format("{}", fmt::join(actor.parents, ", ")));
}

bool is_drift(const Event& event) { return !event.wanted.empty() && event.to != event.wanted; }

}  // namespace

int journal_priority(const Event& event) {
  constexpr int kError = 3, kWarning = 4, kNotice = 5, kInformation = 6;
  switch (event.kind) {
    case EventKind::refused_repair:
    case EventKind::yield: return kError;
    case EventKind::change:
    case EventKind::moved: return is_drift(event) ? kWarning : kInformation;
    case EventKind::source: return kWarning;
    case EventKind::regime: return event.to == "AFFINITY_ALIGNED" ? kNotice : kWarning;
    case EventKind::repair:
    case EventKind::storm: return kNotice;
    default: return kInformation;
  }
}

std::string journal_message_id(EventKind kind) {
  // The first 28 digits are ours, the last four the kind's place in the list, which only grows.
  return fmt::format("6f1c2b7e0d9a4c53a8e47b20c5d1{:04x}", static_cast<unsigned>(kind));
}

std::string journal_entry(const Event& event) {
  std::string out;
  // journald has a time of its own; to_line begins with "09:47:03.112  ".
  constexpr std::size_t kTime = 14;
  const std::string line = to_line(event);
  put(out, "MESSAGE", line.size() > kTime ? line.substr(kTime) : line);
  put(out, "PRIORITY", fmt::to_string(journal_priority(event)));
  put(out, "MESSAGE_ID", journal_message_id(event.kind));
  put(out, "SYSLOG_IDENTIFIER", "holdfast");
  put(out, "HOLDFAST_NUMBER", fmt::to_string(event.number));
  put(out, "HOLDFAST_AT_NS", fmt::to_string(event.at_ns));
  put(out, "HOLDFAST_SEEN_NS", fmt::to_string(event.seen_ns));
  put(out, "HOLDFAST_KIND", name_of(event.kind));
  put(out, "HOLDFAST_OBJECT", event.subject);
  put(out, "HOLDFAST_NIC", event.object.nic);
  if (event.object.irq) put(out, "HOLDFAST_IRQ", fmt::to_string(event.object.irq->value));
  put(out, "HOLDFAST_FROM", event.from);
  put(out, "HOLDFAST_TO", event.to);
  put(out, "HOLDFAST_WANTED", event.wanted);
  put(out, "HOLDFAST_CAUSE", name_of(event.cause));
  put(out, "HOLDFAST_EVIDENCE", event.evidence);
  put(out, "HOLDFAST_COUNT", fmt::to_string(event.count));
  if (event.actor) put_actor(out, *event.actor);
  return out;
}

}  // namespace holdfast
