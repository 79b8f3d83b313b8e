#include "model/agent_status.h"
#include "model/json_parts.h"
#include "model/json_plan_parts.h"

namespace holdfast {
namespace json {
namespace {

Json differences_of(const std::vector<Difference>& differences) {
  Json out = Json::array();
  for (const auto& difference : differences) {
    out.push_back({{"object", value_of(difference.object)},
                   {"wanted", text_value(difference.wanted)},
                   {"found", text_value(difference.found)},
                   {"sentence", text_value(difference.sentence)}});
  }
  return out;
}

Json source_of(const WatchSource& source) {
  Json out{{"name", source.name}, {"state", name_of(source.state)}};
  put_text(out, "why", source.why);
  out["events"] = source.events;
  return out;
}

Json course_of(const CanaryCourse& course) {
  Json out{{"schedule", text_value(course.schedule)}, {"blocks", course.blocks}};
  put(out, "until_ns", course.until_ns);
  put_text(out, "next", course.next);
  return out;
}

Json status_of(const AgentStatus& status) {
  Json out{{"version", status.version},
           {"hostname", text_value(status.hostname)},
           {"pid", status.pid},
           {"started_ns", status.started_ns},
           {"at_ns", status.at_ns}};
  put_text(out, "policy", status.policy);
  put_text(out, "policy_version", status.policy_version);
  put_text(out, "policy_source", status.policy_source);
  put_text(out, "policy_error", status.policy_error);
  out["mode"] = status.mode;
  put(out, "paused_until_ns", status.paused_until_ns);
  put_text(out, "paused_by", status.paused_by);
  out["regime"] = name_of(status.regime);
  out["regime_since_ns"] = status.regime_since_ns;
  put_text(out, "regime_evidence", status.regime_evidence);
  out["differences"] = differences_of(status.differences);
  out["pending"] = differences_of(status.pending);
  out["met"] = status.met;
  out["sources"] = Json::array();
  for (const auto& source : status.sources) out["sources"].push_back(source_of(source));
  out["yielded"] = Json::array();
  for (const auto& yielded : status.yielded) {
    out["yielded"].push_back({{"object", text_value(yielded.object)},
                              {"actor", text_value(yielded.actor)},
                              {"retry_at_ns", yielded.retry_at_ns}});
  }
  put_text(out, "lease", status.lease);
  out["events"] = status.events;
  out["repairs"] = status.repairs;
  out["refused_repairs"] = status.refused_repairs;
  if (status.hooks) {
    out["hooks"] = {{"delivered", status.hooks->delivered},
                    {"failed", status.hooks->failed},
                    {"dropped", status.hooks->dropped},
                    {"retries", status.hooks->retries},
                    {"waiting", status.hooks->waiting}};
  }
  put_text(out, "last_apply", status.last_apply);
  put_text(out, "canary", status.canary);
  if (status.canary_course) out["canary_course"] = course_of(*status.canary_course);
  return out;
}

}  // namespace
}  // namespace json

std::string to_json(const AgentStatus& status) {
  return json::status_of(status).dump(-1, ' ', false, json::Json::error_handler_t::replace);
}

}  // namespace holdfast
