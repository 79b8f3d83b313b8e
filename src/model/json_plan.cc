#include "model/json_plan.h"

#include "model/json_parts.h"
#include "model/json_plan_parts.h"

namespace holdfast {
namespace json {
namespace {

void put_place(Json& out, const TextPlace& place) {
  if (place == TextPlace{}) return;
  Json json = Json::object();
  put_text(json, "file", place.file);
  if (place.line > 0) json["line"] = place.line;
  if (place.column > 0) json["column"] = place.column;
  out["place"] = std::move(json);
}

Json match_of(const ThreadMatch& match) {
  Json out = Json::object();
  put_text(out, "unit", match.unit);
  put_text(out, "cgroup", match.cgroup);
  put_text(out, "user", match.user);
  put_text(out, "exe", match.exe);
  put_text(out, "comm", match.comm);
  return out;
}

Json demand_of(const Demand& demand) {
  Json out{{"kind", name_of(demand.kind)}};
  put_text(out, "nic", demand.nic);
  put_text(out, "name", demand.name);
  out["value"] = text_value(demand.value);
  if (demand.match != ThreadMatch{}) out["match"] = match_of(demand.match);
  put_text(out, "thread", demand.thread);
  if (demand.optional) out["optional"] = true;
  put_place(out, demand.place);
  return out;
}

Json command_line_of(const CommandLineDemand& demand) {
  Json out{{"parameter", text_value(demand.parameter)}, {"value", text_value(demand.value)}};
  put_place(out, demand.place);
  return out;
}

Json no_op_of(const NoOp& no_op) {
  return {{"object", value_of(no_op.object)}, {"value", text_value(no_op.value)}};
}

Json refusal_of(const Refusal& refusal) {
  Json out = Json::object();
  if (refusal.kind) out["kind"] = name_of(*refusal.kind);
  out.update(Json{{"object", text_value(refusal.object)},
                  {"wanted", text_value(refusal.wanted)},
                  {"why", text_value(refusal.why)},
                  {"expected", refusal.expected}});
  put_place(out, refusal.place);
  return out;
}

Json advice_of(const Advice& advice) {
  return {{"sentence", text_value(advice.sentence)}, {"command", text_value(advice.command)}};
}

Json difference_of(const Difference& difference) {
  return {{"object", value_of(difference.object)},
          {"label", text_value(label_of(difference.object))},
          {"wanted", text_value(difference.wanted)},
          {"found", text_value(difference.found)},
          {"sentence", text_value(difference.sentence)}};
}

template <class T>
Json array_of(const std::vector<T>& values, Json (*convert)(const T&)) {
  Json array = Json::array();
  for (const auto& value : values) array.push_back(convert(value));
  return array;
}

Json step_of(const Step& step) { return value_of(step); }

}  // namespace

Json value_of(const SettingObject& object) {
  Json out{{"kind", name_of(object.kind)}};
  put_text(out, "nic", object.nic);
  put_text(out, "name", object.name);
  put(out, "irq", object.irq);
  put_text(out, "device", object.device);
  put(out, "msi_index", object.msi_index);
  put(out, "thread", object.thread);
  if (object.thread_start_ticks > 0) out["thread_start_ticks"] = object.thread_start_ticks;
  return out;
}

Json value_of(const Setting& setting) {
  Json out{{"object", value_of(setting.object)}, {"value", text_value(setting.value)}};
  put(out, "placement", setting.placement);
  return out;
}

Json value_of(const Step& step) {
  Json out{{"number", step.number},
           {"label", text_value(label_of(step.object))},
           {"object", value_of(step.object)}};
  if (step.before) out["before"] = text_value(*step.before);
  out["after"] = text_value(step.after);
  put(out, "through", step.through);
  out["reason"] = name_of(step.reason);
  out["risk"] = name_of(step.risk);
  put_text(out, "note", step.note);
  put_place(out, step.place);
  return out;
}

Json value_of(const Demands& demands) {
  Json out{{"policy", text_value(demands.policy)}};
  put_text(out, "version", demands.version);
  put_text(out, "source", demands.source);
  if (!demands.trading.empty()) out["trading"] = demands.trading.to_list();
  out["settings"] = array_of(demands.settings, demand_of);
  out["command_line"] = array_of(demands.command_line, command_line_of);
  return out;
}

Json value_of(const Plan& plan) {
  return {{"format", 1},
          {"hostname", text_value(plan.hostname)},
          {"steps", array_of(plan.steps, step_of)},
          {"refusals", array_of(plan.refusals, refusal_of)},
          {"advice", array_of(plan.advice, advice_of)},
          {"no_ops", array_of(plan.no_ops, no_op_of)},
          {"demands", value_of(plan.demands)}};
}

Json value_of(const Verdict& verdict) {
  return {{"format", 1},
          {"differences", array_of(verdict.differences, difference_of)},
          {"pending", array_of(verdict.pending, difference_of)},
          {"refusals", array_of(verdict.refusals, refusal_of)},
          {"met", verdict.met}};
}

}  // namespace json

namespace {

std::string line_of(const json::Json& json) {
  return json.dump(-1, ' ', false, json::Json::error_handler_t::replace);
}

}  // namespace

std::string to_json(const Plan& plan) { return json::dump(json::value_of(plan)); }
std::string to_json(const Verdict& verdict) { return json::dump(json::value_of(verdict)); }
std::string to_json(const Demands& demands) { return json::dump(json::value_of(demands)); }
std::string to_json_line(const Setting& setting) { return line_of(json::value_of(setting)); }
std::string to_json_line(const Step& step) { return line_of(json::value_of(step)); }

}  // namespace holdfast
