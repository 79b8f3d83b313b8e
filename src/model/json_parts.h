// Inside of model/json: how each value becomes a JSON object. Only json_*.cc include this.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/finding.h"
#include "model/host_snapshot.h"

namespace holdfast::json {

using Json = nlohmann::ordered_json;

template <class Tag>
Json value_of(Id<Tag> id) {
  return id.value;
}
inline Json value_of(const CpuSet& cpus) { return cpus.to_list(); }
inline Json value_of(const std::string& text) { return text; }
inline Json value_of(bool value) { return value; }
inline Json value_of(std::uint32_t value) { return value; }
inline Json value_of(std::uint64_t value) { return value; }
inline Json value_of(std::int64_t value) { return value; }

Json value_of(const Diagnostic& diagnostic);
Json value_of(const CpuCount& count);
Json value_of(const Cpu& cpu);
Json value_of(const NumaNodeCpus& node);
Json value_of(const CpuTopology& topology);
Json value_of(const Settings& settings);
Json value_of(const Vector& vector);
Json value_of(const Thread& thread);
Json value_of(const Flow& flow);
Json value_of(const Writer& writer);
Json value_of(const Irqbalance& irqbalance);
Json value_of(const Nic& nic);
Json value_of(const BypassedDevice& device);
Json value_of(const Sample& sample);
Json value_of(const Finding& finding);
Json value_of(const NamedCount& count);

template <class T>
Json value_of(const std::vector<T>& values) {
  Json array = Json::array();
  for (const auto& value : values) array.push_back(value_of(value));
  return array;
}

/// Adds `name` unless the fact is absent.
template <class T>
void put(Json& object, const char* name, const std::optional<T>& value) {
  if (value) object[name] = value_of(*value);
}
/// Adds `name` unless the text is empty.
inline void put(Json& object, const char* name, const std::string& text) {
  if (!text.empty()) object[name] = text;
}

/// Text with two spaces of indent, for a terminal as well: bytes that are not UTF-8 become U+FFFD,
/// control characters (C0, DEL, C1) their \u escapes. An indent of -1 gives one line.
std::string dump(const Json& json, int indent = 2);

}  // namespace holdfast::json
