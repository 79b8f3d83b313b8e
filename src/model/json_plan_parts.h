// Inside of model/json_plan: how plans become JSON. Only json_plan*.cc include this.
#pragma once

#include "model/json_node.h"
#include "model/json_parts.h"
#include "model/plan.h"

namespace holdfast::json {

/// Adds `name` unless the text is empty; bytes that are not UTF-8 are kept (text_value).
inline void put_text(Json& object, const char* name, const std::string& text) {
  if (!text.empty()) object[name] = text_value(text);
}

Json value_of(const SettingObject& object);
Json value_of(const Setting& setting);
Json value_of(const Step& step);
Json value_of(const Demands& demands);
Json value_of(const Plan& plan);
Json value_of(const Verdict& verdict);

/// Of the member "kind", and of the member "object", which must be there.
SettingKind read_kind(const JsonNode& node);
SettingObject read_object(const JsonNode& parent);

}  // namespace holdfast::json
