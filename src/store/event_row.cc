#include "store/event_row.h"

#include <fmt/format.h>

#include "model/json_node.h"

namespace holdfast {
namespace {

using json::JsonNode;
using Json = JsonNode::Json;

std::string text_of(const Actor& actor) {
  Json out = Json::object();
  if (actor.pid) out["pid"] = actor.pid->value;
  if (actor.uid) out["uid"] = *actor.uid;
  const auto put = [&](const char* name, const std::string& text) {
    if (!text.empty()) out[name] = json::text_value(text);
  };
  put("comm", actor.comm);
  put("exe", actor.exe);
  put("cgroup", actor.cgroup);
  put("unit", actor.unit);
  if (!actor.parents.empty()) {
    Json& parents = out["parents"] = Json::array();
    for (const auto& parent : actor.parents) parents.push_back(json::text_value(parent));
  }
  return out.dump();
}

Actor read_actor(const JsonNode& node) {
  Actor actor;
  if (!node.expect_object()) return actor;
  if (const auto pid = node.find("pid")) {
    actor.pid = ThreadId{static_cast<std::uint32_t>(pid->as_number(UINT32_MAX))};
  }
  if (const auto uid = node.find("uid")) {
    actor.uid = static_cast<std::uint32_t>(uid->as_number(UINT32_MAX));
  }
  actor.comm = node.text("comm");
  actor.exe = node.text("exe");
  actor.cgroup = node.text("cgroup");
  actor.unit = node.text("unit");
  for (const auto& parent : node.items("parents")) actor.parents.push_back(parent.as_text());
  return actor;
}

template <class Tag>
std::optional<std::uint32_t> value_of(const std::optional<Id<Tag>>& id) {
  return id ? std::optional(id->value) : std::nullopt;
}

template <class Id>
std::optional<Id> id_of(const Statement& row, int column) {
  const auto number = row.optional_number(column);
  return number ? std::optional(Id{*number}) : std::nullopt;
}

}  // namespace

Result<void> insert_event(Statement& insert, const Event& event, std::int64_t host) {
  const auto& object = event.object;
  std::string actor;
  insert.bind(1, static_cast<std::int64_t>(event.number)).bind(2, host);
  insert.bind(3, event.at_ns).bind(4, event.seen_ns).bind(5, name_of(event.kind));
  insert.bind(6, name_of(object.kind)).bind(7, object.nic).bind(8, object.name);
  insert.bind_number(9, value_of(object.irq)).bind(10, object.device);
  insert.bind_number(11, object.msi_index).bind_number(12, value_of(object.thread));
  insert.bind(13, static_cast<std::int64_t>(object.thread_start_ticks));
  insert.bind(14, event.subject).bind(15, event.from).bind(16, event.to).bind(17, event.wanted);
  insert.bind(18, name_of(event.cause)).bind(19, event.evidence);
  if (event.actor) {
    actor = text_of(*event.actor);
    insert.bind(20, actor);
  }
  insert.bind(21, static_cast<std::int64_t>(event.count)).bind(22, std::int64_t{event.exact});
  return insert.run();
}

Result<Event> event_of(const Statement& row) {
  Event event;
  event.number = static_cast<std::uint64_t>(row.integer(0));
  event.at_ns = row.integer(2);
  event.seen_ns = row.integer(3);
  const auto kind = parse_event_kind(row.text(4));
  const auto object_kind = parse_setting_kind(row.text(5));
  const auto cause = parse_event_cause(row.text(17));
  if (!kind || !object_kind || !cause) {
    return fail(ErrorCode::malformed,
                fmt::format("event {} of the store has the kind \"{}\", the object \"{}\" and the "
                            "cause \"{}\", which this holdfast does not know",
                            event.number, row.text(4), row.text(5), row.text(17)));
  }
  event.kind = *kind;
  event.cause = *cause;
  event.object = {*object_kind,
                  row.text(6),
                  row.text(7),
                  id_of<IrqNumber>(row, 8),
                  row.text(9),
                  row.optional_number(10),
                  id_of<ThreadId>(row, 11),
                  static_cast<std::uint64_t>(row.integer(12))};
  event.subject = row.text(13);
  event.from = row.text(14);
  event.to = row.text(15);
  event.wanted = row.text(16);
  event.evidence = row.text(18);
  if (!row.is_null(19)) {
    auto actor = json::read_json(row.text(19), read_actor);
    if (!actor) {
      return fail(ErrorCode::malformed, fmt::format("event {} of the store: its actor is {}",
                                                    event.number, actor.error().sentence));
    }
    event.actor = std::move(*actor);
  }
  event.count = static_cast<std::uint64_t>(row.integer(20));
  event.exact = row.integer(21) != 0;
  return event;
}

}  // namespace holdfast
