#include <nlohmann/json.hpp>

#include "apply/outcome.h"
#include "model/json_parts.h"
#include "model/json_plan.h"

namespace holdfast {
namespace {

using json::Json;

Json parsed(const std::string& text) { return Json::parse(text, nullptr, false); }

Json of(const Difference& difference) {
  return {{"object", label_of(difference.object)},
          {"wanted", difference.wanted},
          {"found", difference.found},
          {"sentence", difference.sentence}};
}

Json of(const StepResult& result) {
  Json out = parsed(to_json_line(result.step));
  out["done"] = result.done;
  if (!result.why.empty()) out["why"] = result.why;
  if (result.back) out["back"] = true;
  return out;
}

Json of(const FiredVector& delivery) {
  Json out = {{"object", label_of(delivery.object)},
              {"cpus", delivery.cpus.to_list()},
              {"count", delivery.count}};
  out["elsewhere"] = json::value_of(delivery.elsewhere);
  return out;
}

template <class T>
Json list_of(const std::vector<T>& values) {
  Json array = Json::array();
  for (const auto& value : values) array.push_back(of(value));
  return array;
}

}  // namespace

std::string_view name_of(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::nothing_to_do: return "nothing-to-do";
    case OutcomeKind::done: return "done";
    case OutcomeKind::pending: return "pending";
    case OutcomeKind::refused: return "refused";
    case OutcomeKind::rolled_back: return "rolled-back";
    case OutcomeKind::not_rolled_back: return "not-rolled-back";
    case OutcomeKind::left: return "left";
  }
  return "left";
}

std::string to_json(const Outcome& outcome) {
  Json out = {{"outcome", name_of(outcome.kind)}, {"sentence", outcome.sentence}};
  if (outcome.id > 0) out["id"] = outcome.id;
  out["steps"] = list_of(outcome.steps);
  out["verdict"] = parsed(to_json(outcome.verdict));
  out["fired"] = list_of(outcome.fired);
  out["remaining"] = list_of(outcome.remaining);
  return json::dump(out);
}

}  // namespace holdfast
