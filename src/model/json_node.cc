#include "model/json_node.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace holdfast::json {
namespace {

using Json = JsonNode::Json;

bool is_utf8(const std::string& text) {
  try {
    Json(text).dump();
    return true;
  } catch (const nlohmann::json::exception&) {
    return false;
  }
}

std::optional<std::string> from_hexadecimal(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const auto byte = parse_number<std::uint8_t>(digits.substr(i, 2), 16);
    if (!byte) return std::nullopt;
    bytes += static_cast<char>(*byte);
  }
  return bytes;
}

}  // namespace

void Mistake::note(const std::string& pointer, std::string_view expected) {
  if (any()) return;
  sentence_ = fmt::format("{} is not {}", pointer.empty() ? "the whole text" : pointer, expected);
}

std::optional<JsonNode> JsonNode::find(const char* name) const {
  if (!json_->is_object()) return std::nullopt;
  const auto found = json_->find(name);
  if (found == json_->end()) return std::nullopt;
  return JsonNode(*found, pointer_ + "/" + name, *mistake_);
}

std::string JsonNode::text(const char* name) const {
  const auto member = find(name);
  return member ? member->as_text() : std::string();
}

std::string JsonNode::needed_text(const char* name) const {
  const auto member = find(name);
  if (!member) mistake_->note(pointer_ + "/" + name, "there; a text was expected");
  return member ? member->as_text() : std::string();
}

bool JsonNode::flag(const char* name) const {
  const auto member = find(name);
  if (!member) return false;
  if (!member->json_->is_boolean()) member->reject("true or false");
  return member->json_->is_boolean() && member->json_->get<bool>();
}

bool JsonNode::flag(const char* name, bool otherwise) const {
  return find(name) ? flag(name) : otherwise;
}

std::optional<double> JsonNode::decimal(const char* name) const {
  const auto member = find(name);
  if (!member) return std::nullopt;
  const double value = member->json_->is_number() ? member->json_->get<double>() : NAN;
  if (std::isfinite(value)) return value;
  member->reject("a number");
  return std::nullopt;
}

std::int64_t JsonNode::signed_number(const char* name) const {
  const auto member = find(name);
  if (!member) return 0;
  const Json& json = *member->json_;
  const bool fits = !json.is_number_unsigned() || json.get<std::uint64_t>() <= INT64_MAX;
  if (json.is_number_integer() && fits) return json.get<std::int64_t>();
  member->reject("a whole number");
  return 0;
}

void JsonNode::expect_only(std::initializer_list<std::string_view> names) const {
  if (!json_->is_object()) return;
  for (const auto& [name, value] : json_->items()) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      mistake_->note(pointer_ + "/" + name, "known here");
    }
  }
}

std::uint64_t JsonNode::number(const char* name, std::uint64_t most) const {
  const auto member = find(name);
  return member ? member->as_number(most) : 0;
}

std::vector<JsonNode> JsonNode::items(const char* name) const {
  const auto member = find(name);
  return member ? member->elements() : std::vector<JsonNode>{};
}

std::vector<JsonNode> JsonNode::elements() const {
  std::vector<JsonNode> nodes;
  if (!json_->is_array()) {
    reject("a list");
    return nodes;
  }
  for (const auto& element : *json_) {
    nodes.emplace_back(element, fmt::format("{}/{}", pointer_, nodes.size()), *mistake_);
  }
  return nodes;
}

std::string JsonNode::as_text() const {
  if (json_->is_string()) return json_->get<std::string>();
  if (const auto digits = find("hex"); digits && digits->json_->is_string()) {
    if (auto bytes = from_hexadecimal(digits->json_->get<std::string>())) return *bytes;
  }
  reject("a text");
  return {};
}

std::uint64_t JsonNode::as_number(std::uint64_t most) const {
  if (json_->is_number_unsigned()) {
    const auto value = json_->get<std::uint64_t>();
    if (value <= most) return value;
  }
  reject(fmt::format("a whole number up to {}", most));
  return 0;
}

CpuSet JsonNode::as_cpus() const {
  auto cpus = CpuSet::parse_list(as_text());
  if (!cpus) reject("a list of CPUs such as \"0-3,8\"");
  return cpus ? *cpus : CpuSet{};
}

bool JsonNode::expect_object() const {
  if (!json_->is_object()) reject("an object");
  return json_->is_object();
}

Json text_value(const std::string& text) {
  if (is_utf8(text)) return text;
  std::string digits;
  for (const char c : text) digits += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return Json{{"hex", digits}};
}

}  // namespace holdfast::json
