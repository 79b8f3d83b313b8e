#include <fmt/format.h>

#include <array>

#include "model/json_plan.h"
#include "model/json_plan_parts.h"

namespace holdfast {
namespace {

using json::JsonNode;
using json::read_kind;
using json::read_object;

constexpr std::array kReasons = {StepReason::differs,         StepReason::follows,
                                 StepReason::before_channels, StepReason::placement,
                                 StepReason::persists,        StepReason::restores};

TextPlace read_place(const JsonNode& parent) {
  const auto node = parent.find("place");
  if (!node || !node->expect_object()) return {};
  return {node->text("file"), static_cast<int>(node->number("line", INT32_MAX)),
          static_cast<int>(node->number("column", INT32_MAX))};
}

std::optional<CpuSet> read_cpus(const JsonNode& parent, const char* name) {
  const auto node = parent.find(name);
  return node ? std::optional(node->as_cpus()) : std::nullopt;
}

Setting read_setting(const JsonNode& node) {
  if (!node.expect_object()) return {};
  return {read_object(node), node.needed_text("value"), read_cpus(node, "placement")};
}

StepReason read_reason(const JsonNode& node) {
  const auto member = node.find("reason");
  const auto name = member ? member->as_text() : std::string();
  for (const auto reason : kReasons) {
    if (name_of(reason) == name) return reason;
  }
  (member ? *member : node).reject("a step's reason, such as \"differs\"");
  return StepReason::differs;
}

// A plan whose risk cannot be read must not pass a ceiling.
Risk read_risk(const JsonNode& node) {
  const auto member = node.find("risk");
  const auto risk = parse_risk(member ? member->as_text() : std::string());
  if (!risk) {
    (member ? *member : node).reject("a risk: \"safe\", \"resets-queues\" or \"drops-link\"");
  }
  return risk.value_or(Risk::drops_link);
}

Step read_step(const JsonNode& node) {
  if (!node.expect_object()) return {};
  Step step;
  step.number = static_cast<std::uint32_t>(node.number("number", UINT32_MAX));
  step.object = read_object(node);
  if (const auto before = node.find("before")) step.before = before->as_text();
  step.after = node.needed_text("after");
  step.through = read_cpus(node, "through");
  step.reason = read_reason(node);
  step.risk = read_risk(node);
  step.note = node.text("note");
  step.place = read_place(node);
  return step;
}

ThreadMatch read_match(const JsonNode& parent) {
  const auto node = parent.find("match");
  if (!node || !node->expect_object()) return {};
  return {node->text("unit"), node->text("cgroup"), node->text("user"), node->text("exe"),
          node->text("comm")};
}

Demand read_demand(const JsonNode& node) {
  if (!node.expect_object()) return {};
  Demand demand;
  demand.kind = read_kind(node);
  demand.nic = node.text("nic");
  demand.name = node.text("name");
  demand.value = node.needed_text("value");
  demand.match = read_match(node);
  demand.thread = node.text("thread");
  demand.optional = node.flag("optional");
  demand.place = read_place(node);
  return demand;
}

Demands read_demands(const JsonNode& parent) {
  Demands demands;
  const auto node = parent.find("demands");
  if (!node || !node->expect_object()) return demands;
  demands.policy = node->text("policy");
  demands.version = node->text("version");
  demands.source = node->text("source");
  demands.trading = read_cpus(*node, "trading").value_or(CpuSet{});
  for (const auto& item : node->items("settings")) demands.settings.push_back(read_demand(item));
  for (const auto& item : node->items("command_line")) {
    if (!item.expect_object()) continue;
    demands.command_line.push_back(
        {item.needed_text("parameter"), item.text("value"), read_place(item)});
  }
  return demands;
}

NoOp read_no_op(const JsonNode& node) {
  if (!node.expect_object()) return {};
  return {read_object(node), node.needed_text("value")};
}

Refusal read_refusal(const JsonNode& node) {
  if (!node.expect_object()) return {};
  std::optional<SettingKind> kind;
  if (node.find("kind")) kind = read_kind(node);
  return {node.text("object"),   node.text("wanted"), node.needed_text("why"),
          node.flag("expected"), read_place(node),    kind};
}

Plan read_plan(const JsonNode& node) {
  Plan plan;
  if (!node.expect_object()) return plan;
  const auto format = node.find("format");
  if (!format || format->as_number(UINT64_MAX) != 1) node.reject("a plan: its \"format\" is not 1");
  plan.hostname = node.text("hostname");
  if (!node.find("steps")) node.reject("a plan: it has no \"steps\"");
  for (const auto& item : node.items("steps")) plan.steps.push_back(read_step(item));
  for (const auto& item : node.items("refusals")) plan.refusals.push_back(read_refusal(item));
  for (const auto& item : node.items("advice")) {
    if (item.expect_object()) plan.advice.push_back({item.text("sentence"), item.text("command")});
  }
  for (const auto& item : node.items("no_ops")) plan.no_ops.push_back(read_no_op(item));
  plan.demands = read_demands(node);
  return plan;
}

}  // namespace

Result<Plan> plan_from_json(std::string_view text) { return json::read_json(text, read_plan); }
Result<Setting> setting_from_json(std::string_view line) {
  return json::read_json(line, read_setting);
}
Result<Step> step_from_json(std::string_view line) { return json::read_json(line, read_step); }

}  // namespace holdfast
