#include "model/agent_status.h"
#include "model/json_node.h"

namespace holdfast {
namespace {

using json::JsonNode;

/// Instants since 1970 are positive.
std::int64_t instant(const JsonNode& node, const char* name) {
  return static_cast<std::int64_t>(node.number(name, INT64_MAX));
}

Difference read_difference(const JsonNode& node) {
  Difference difference;
  if (!node.expect_object()) return difference;
  if (const auto object = node.find("object"); object && object->expect_object()) {
    difference.object.kind = parse_setting_kind(object->text("kind")).value_or(SettingKind::sysctl);
    difference.object.nic = object->text("nic");
    difference.object.name = object->text("name");
    if (object->find("irq")) {
      difference.object.irq =
          IrqNumber{static_cast<std::uint32_t>(object->number("irq", UINT32_MAX))};
    }
  }
  difference.wanted = node.text("wanted");
  difference.found = node.text("found");
  difference.sentence = node.text("sentence");
  return difference;
}

WatchSource read_source(const JsonNode& node) {
  WatchSource source;
  if (!node.expect_object()) return source;
  source.name = node.text("name");
  source.why = node.text("why");
  source.events = node.number("events");
  const std::string state = node.text("state");
  for (const auto one : {SourceState::watching, SourceState::degraded, SourceState::absent}) {
    if (name_of(one) == state) source.state = one;
  }
  return source;
}

void read_lists(const JsonNode& node, AgentStatus& status) {
  for (const auto& one : node.items("differences")) {
    status.differences.push_back(read_difference(one));
  }
  for (const auto& one : node.items("pending")) status.pending.push_back(read_difference(one));
  for (const auto& one : node.items("sources")) status.sources.push_back(read_source(one));
  for (const auto& one : node.items("yielded")) {
    if (!one.expect_object()) continue;
    status.yielded.push_back({one.text("object"), one.text("actor"), instant(one, "retry_at_ns")});
  }
}

CanaryCourse read_course(const JsonNode& node) {
  CanaryCourse course;
  if (!node.expect_object()) return course;
  course.schedule = node.text("schedule");
  course.blocks = node.number("blocks");
  if (node.find("until_ns")) course.until_ns = instant(node, "until_ns");
  course.next = node.text("next");
  return course;
}

AgentStatus read_status(const JsonNode& node) {
  AgentStatus status;
  if (!node.expect_object()) return status;
  status.version = node.text("version");
  status.hostname = node.text("hostname");
  status.pid = static_cast<std::uint32_t>(node.number("pid", UINT32_MAX));
  status.started_ns = instant(node, "started_ns");
  status.at_ns = instant(node, "at_ns");
  status.policy = node.text("policy");
  status.policy_version = node.text("policy_version");
  status.policy_source = node.text("policy_source");
  status.policy_error = node.text("policy_error");
  status.mode = node.text("mode");
  if (node.find("paused_until_ns")) status.paused_until_ns = instant(node, "paused_until_ns");
  status.paused_by = node.text("paused_by");
  const auto regime = parse_regime(node.needed_text("regime"));
  if (!regime) node.reject("a status whose regime is one of the four");
  status.regime = regime.value_or(Regime::aligned);
  status.regime_since_ns = instant(node, "regime_since_ns");
  status.regime_evidence = node.text("regime_evidence");
  status.met = node.number("met");
  status.lease = node.text("lease");
  status.events = node.number("events");
  status.repairs = node.number("repairs");
  status.refused_repairs = node.number("refused_repairs");
  if (const auto hooks = node.find("hooks")) {
    status.hooks = {hooks->number("delivered"), hooks->number("failed"), hooks->number("dropped"),
                    hooks->number("retries"), hooks->number("waiting")};
  }
  status.last_apply = node.text("last_apply");
  status.canary = node.text("canary");
  if (const auto course = node.find("canary_course")) status.canary_course = read_course(*course);
  read_lists(node, status);
  return status;
}

}  // namespace

Result<AgentStatus> status_from_json(std::string_view text) {
  return json::read_json(text, read_status);
}

}  // namespace holdfast
