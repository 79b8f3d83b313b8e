#include "serve/feed_line.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kDeepest = 64;

/// The library writes JSON by recursion; a foreign depth must not become ours.
bool too_deep(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted) {
      if (c == '\\') ++at;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kDeepest) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

template <class Number>
Number number_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  // A number with a fraction is not one of ours, and converting it may be undefined.
  if (found == object.end() || !found->is_number_integer()) return 0;
  return found->get<Number>();
}

std::optional<FeedKind> kind_of(std::string_view name) {
  for (const auto kind : {FeedKind::status, FeedKind::frame, FeedKind::event, FeedKind::findings,
                          FeedKind::host, FeedKind::metrics}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(FeedKind kind) {
  switch (kind) {
    case FeedKind::status: return "status";
    case FeedKind::frame: return "frame";
    case FeedKind::event: return "event";
    case FeedKind::findings: return "findings";
    case FeedKind::host: return "host";
    case FeedKind::metrics: return "metrics";
  }
  return "status";
}

Result<FeedLine> parse_feed_line(std::string_view text) {
  if (too_deep(text)) return fail(ErrorCode::malformed, "feed: a line nests too deeply");
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || json.size() != 1) {
    return fail(ErrorCode::malformed, "feed: a line is no object with one key");
  }
  const auto kind = kind_of(json.begin().key());
  if (!kind) return fail(ErrorCode::malformed, "feed: unknown key \"" + json.begin().key() + "\"");
  Json& value = json.begin().value();
  FeedLine line;
  line.kind = *kind;
  if (*kind == FeedKind::metrics) {
    if (!value.is_string()) return fail(ErrorCode::malformed, "feed: metrics is no text");
    line.text = value.get<std::string>();
    return line;
  }
  if (!value.is_object() && !(*kind == FeedKind::findings && value.is_array())) {
    return fail(ErrorCode::malformed, "feed: " + std::string(name_of(*kind)) + " is no object");
  }
  line.text = dump(value);
  if (*kind == FeedKind::event) line.number = number_of<std::uint64_t>(value, "number");
  if (*kind == FeedKind::event || *kind == FeedKind::frame) {
    line.at_ns = number_of<std::int64_t>(value, "at_ns");
  }
  if (*kind == FeedKind::frame) {
    for (const auto* key : {"vectors", "cpus", "diagnostics"}) value.erase(key);
    line.brief = dump(value);
  }
  return line;
}

}  // namespace holdfast
