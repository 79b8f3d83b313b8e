// JsonNode: one place in a JSON text that somebody else wrote, read with its pointer, so that what
// is wrong can be named. Only json_*.cc include this.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cpu_set.h"
#include "base/result.h"

namespace holdfast::json {

/// The first thing that was wrong; later ones are its consequences.
class Mistake {
 public:
  void note(const std::string& pointer, std::string_view expected);
  bool any() const { return !sentence_.empty(); }
  Error error() const { return {ErrorCode::malformed, sentence_}; }

 private:
  std::string sentence_;
};

/// Reading never fails: a wrong or missing value is noted, and an empty one returned.
class JsonNode {
 public:
  using Json = nlohmann::ordered_json;
  JsonNode(const Json& json, std::string pointer, Mistake& mistake)
      : json_(&json), pointer_(std::move(pointer)), mistake_(&mistake) {}

  /// The member, which may be missing.
  std::optional<JsonNode> find(const char* name) const;
  /// Members by name; a missing text is "", a missing number or flag is 0.
  std::string text(const char* name) const;
  bool flag(const char* name) const;
  std::uint64_t number(const char* name, std::uint64_t most = UINT64_MAX) const;
  bool flag(const char* name, bool otherwise) const;
  /// A whole number with a sign; 0 when it is missing.
  std::int64_t signed_number(const char* name) const;
  /// A finite number with a sign and a fraction; absent without the member.
  std::optional<double> decimal(const char* name) const;
  /// Notes a member that is none of `names`.
  void expect_only(std::initializer_list<std::string_view> names) const;
  /// Members that must be there.
  std::string needed_text(const char* name) const;

  /// The elements of an array member; none when it is missing.
  std::vector<JsonNode> items(const char* name) const;
  /// The elements of the node itself, which is an array.
  std::vector<JsonNode> elements() const;

  /// The node itself. A text that is no UTF-8 stands as {"hex": "6d5a"}.
  std::string as_text() const;
  std::uint64_t as_number(std::uint64_t most) const;
  CpuSet as_cpus() const;

  bool expect_object() const;
  void reject(std::string_view expected) const { mistake_->note(pointer_, expected); }

 private:
  const Json* json_;
  std::string pointer_;
  Mistake* mistake_;
};

/// A text as it stands in JSON, also when it is no UTF-8.
JsonNode::Json text_value(const std::string& text);

/// Parses `text` and reads its one value by `read`.
template <class Read>
auto read_json(std::string_view text, Read read)
    -> Result<decltype(read(std::declval<JsonNode>()))> {
  Mistake mistake;
  const auto json = JsonNode::Json::parse(text, nullptr, false);
  if (json.is_discarded()) return fail(ErrorCode::malformed, "not JSON, or cut short");
  auto value = read(JsonNode(json, "", mistake));
  if (mistake.any()) return tl::unexpected<Error>(mistake.error());
  return value;
}

}  // namespace holdfast::json
