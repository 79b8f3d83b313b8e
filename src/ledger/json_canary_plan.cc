#include "ledger/json_canary_plan.h"

namespace holdfast::json {
namespace {

CanaryRule read_rule(const JsonNode& node) {
  CanaryRule rule;
  if (!node.expect_object()) return rule;
  node.expect_only({"alpha", "harm_alpha", "v_opt", "target_pairs", "least_pairs", "most_pairs",
                    "least_sessions", "completion_margin", "least_worthwhile_bps",
                    "least_fidelity"});
  const auto decimal = [&](const char* name) { return node.decimal(name).value_or(-1); };
  rule.alpha = decimal("alpha");
  rule.harm_alpha = decimal("harm_alpha");
  if (const auto v_opt = node.find("v_opt"); v_opt && v_opt->expect_object()) {
    for (const auto outcome : kCanaryOutcomes) {
      rule.v_opt[index_of(outcome)] =
          v_opt->decimal(std::string(name_of(outcome)).c_str()).value_or(0);
    }
  }
  rule.target_pairs = node.number("target_pairs");
  rule.least_pairs = node.number("least_pairs");
  rule.most_pairs = node.number("most_pairs");
  rule.least_sessions = node.number("least_sessions");
  rule.completion_margin = decimal("completion_margin");
  rule.least_worthwhile_bps = decimal("least_worthwhile_bps");
  rule.least_fidelity = decimal("least_fidelity");
  return rule;
}

JsonNode::Json rule_json(const CanaryRule& rule) {
  JsonNode::Json v_opt = JsonNode::Json::object();
  for (const auto outcome : kCanaryOutcomes) {
    if (rule.v_opt[index_of(outcome)] > 0) {
      v_opt[std::string(name_of(outcome))] = rule.v_opt[index_of(outcome)];
    }
  }
  return {{"alpha", rule.alpha},
          {"harm_alpha", rule.harm_alpha},
          {"v_opt", v_opt},
          {"target_pairs", rule.target_pairs},
          {"least_pairs", rule.least_pairs},
          {"most_pairs", rule.most_pairs},
          {"least_sessions", rule.least_sessions},
          {"completion_margin", rule.completion_margin},
          {"least_worthwhile_bps", rule.least_worthwhile_bps},
          {"least_fidelity", rule.least_fidelity}};
}

}  // namespace

CanaryPlan read_canary_plan(const JsonNode& node) {
  CanaryPlan plan;
  plan.name = node.needed_text("name");
  plan.seed_sha256 = node.needed_text("seed_sha256");
  for (const auto& one : node.items("units")) {
    CanaryUnit unit{one.needed_text("name"), {}};
    for (const auto& host : one.items("hosts")) unit.hosts.push_back(host.as_text());
    plan.units.push_back(std::move(unit));
  }
  for (const auto& one : node.items("sessions")) {
    plan.sessions.push_back({one.needed_text("name"),
                             static_cast<std::int64_t>(one.number("begin_ns", INT64_MAX)),
                             static_cast<std::int64_t>(one.number("end_ns", INT64_MAX))});
  }
  plan.block_seconds = node.decimal("block_seconds").value_or(-1);
  plan.washout_seconds = node.decimal("washout_seconds").value_or(-1);
  plan.edge_seconds = node.decimal("edge_seconds").value_or(-1);
  plan.most_vam = node.decimal("most_vam").value_or(-1);
  if (const auto rule = node.find("rule")) plan.rule = read_rule(*rule);
  return plan;
}

void put_canary_plan(JsonNode::Json& line, const CanaryPlan& plan) {
  line["name"] = text_value(plan.name);
  line["seed_sha256"] = plan.seed_sha256;
  line["units"] = JsonNode::Json::array();
  for (const auto& unit : plan.units) {
    line["units"].push_back(JsonNode::Json{{"name", unit.name}, {"hosts", unit.hosts}});
  }
  line["sessions"] = JsonNode::Json::array();
  for (const auto& one : plan.sessions) {
    line["sessions"].push_back(JsonNode::Json{
        {"name", text_value(one.name)}, {"begin_ns", one.begin_ns}, {"end_ns", one.end_ns}});
  }
  line["block_seconds"] = plan.block_seconds;
  line["washout_seconds"] = plan.washout_seconds;
  line["edge_seconds"] = plan.edge_seconds;
  line["most_vam"] = plan.most_vam;
  line["rule"] = rule_json(plan.rule);
}

}  // namespace holdfast::json
