#include "model/json_event.h"

#include <algorithm>

#include "model/json_parts.h"
#include "model/json_plan_parts.h"

namespace holdfast {
namespace {

using json::Json;
using json::JsonNode;
using json::text_value;

void put_text(Json& out, const char* name, const std::string& text) {
  if (!text.empty()) out[name] = text_value(text);
}

Json value_of(const Actor& actor) {
  Json out = Json::object();
  if (actor.pid) out["pid"] = actor.pid->value;
  put_text(out, "comm", actor.comm);
  put_text(out, "exe", actor.exe);
  put_text(out, "cgroup", actor.cgroup);
  put_text(out, "unit", actor.unit);
  if (actor.uid) out["uid"] = *actor.uid;
  for (const auto& parent : actor.parents) out["parents"].push_back(text_value(parent));
  return out;
}

/// A time before 1970 is no time of an event.
std::uint64_t time_of(std::int64_t ns) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(ns, 0));
}

Actor read_actor(const JsonNode& node) {
  Actor actor;
  if (!node.expect_object()) return actor;
  if (const auto pid = node.find("pid")) {
    actor.pid = ThreadId{static_cast<std::uint32_t>(pid->as_number(UINT32_MAX))};
  }
  actor.comm = node.text("comm");
  actor.exe = node.text("exe");
  actor.cgroup = node.text("cgroup");
  actor.unit = node.text("unit");
  if (const auto uid = node.find("uid")) {
    actor.uid = static_cast<std::uint32_t>(uid->as_number(UINT32_MAX));
  }
  for (const auto& parent : node.items("parents")) actor.parents.push_back(parent.as_text());
  return actor;
}

template <class Value, class Parse>
Value read_name(const JsonNode& node, const char* name, Parse parse, Value otherwise,
                std::string_view expected) {
  const auto value = parse(node.needed_text(name));
  if (!value) {
    const auto member = node.find(name);
    (member ? *member : node).reject(expected);
  }
  return value.value_or(otherwise);
}

std::int64_t read_time(const JsonNode& node, const char* name) {
  return static_cast<std::int64_t>(node.number(name, INT64_MAX));
}

Event read_event(const JsonNode& node) {
  Event event;
  if (!node.expect_object()) return event;
  event.number = node.number("number");
  event.at_ns = read_time(node, "at_ns");
  event.seen_ns = read_time(node, "seen_ns");
  event.kind = read_name(node, "kind", parse_event_kind, EventKind::change,
                         "a kind of event, such as \"change\"");
  if (node.find("object")) event.object = json::read_object(node);
  event.subject = node.text("subject");
  event.from = node.text("from");
  event.to = node.text("to");
  event.wanted = node.text("wanted");
  event.cause = read_name(node, "cause", parse_event_cause, EventCause::unknown,
                          "a cause, such as \"writer\" or \"unknown\"");
  event.evidence = node.text("evidence");
  if (const auto actor = node.find("actor")) event.actor = read_actor(*actor);
  if (node.find("count")) event.count = node.number("count");
  if (node.find("exact")) event.exact = node.flag("exact");
  return event;
}

}  // namespace

std::string to_json(const Event& event) {
  Json out{{"number", event.number},
           {"at_ns", time_of(event.at_ns)},
           {"seen_ns", time_of(event.seen_ns)},
           {"kind", name_of(event.kind)}};
  put_text(out, "subject", event.subject);
  if (event.object != SettingObject{}) out["object"] = json::value_of(event.object);
  put_text(out, "from", event.from);
  put_text(out, "to", event.to);
  put_text(out, "wanted", event.wanted);
  out["cause"] = name_of(event.cause);
  put_text(out, "evidence", event.evidence);
  if (event.actor) out["actor"] = value_of(*event.actor);
  out["count"] = event.count;
  out["exact"] = event.exact;
  return out.dump();
}

Result<Event> event_from_json(std::string_view line) { return json::read_json(line, read_event); }

}  // namespace holdfast
