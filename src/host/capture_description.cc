#include "host/capture_description.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& object, const char* name) {
  const auto value = object.find(name);
  return value != object.end() && value->is_string() ? value->get<std::string>() : "";
}

std::optional<Instant> instant_of(const Json& object, const char* name) {
  const auto value = object.find(name);
  if (value == object.end() || !value->is_number_integer()) return std::nullopt;
  return Instant{value->get<std::int64_t>()};
}

}  // namespace

std::string capture_description_json(const CaptureDescription& description) {
  Json json;
  json["format"] = CaptureDescription::kFormat;
  json["version"] = description.version;
  json["captured_at"] = description.captured_at;
  json["uid"] = description.uid;
  json["hostname"] = description.hostname;
  json["kernel"] = description.kernel;
  json["at_ns"] = description.at.ns;
  if (description.later_at) json["later_at_ns"] = description.later_at->ns;
  json["redacted"] = description.redacted;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

Result<CaptureDescription> parse_capture_description(std::string_view text) {
  const Json json = Json::parse(text.begin(), text.end(), nullptr, false);
  if (!json.is_object()) {
    return fail(ErrorCode::malformed, "is not a JSON object that describes a capture");
  }
  const auto format = json.find("format");
  if (format == json.end() || !format->is_number_unsigned()) {
    return fail(ErrorCode::malformed, "has no number \"format\"");
  }
  if (const auto number = format->get<std::uint64_t>(); number != CaptureDescription::kFormat) {
    return fail(ErrorCode::unsupported, fmt::format("has format {}, this holdfast reads format {}",
                                                    number, CaptureDescription::kFormat));
  }
  CaptureDescription description{.version = text_of(json, "version"),
                                 .captured_at = text_of(json, "captured_at"),
                                 .hostname = text_of(json, "hostname"),
                                 .kernel = text_of(json, "kernel")};
  const auto at = instant_of(json, "at_ns");
  if (!at) return fail(ErrorCode::malformed, "has no whole number \"at_ns\"");
  description.at = *at;
  description.later_at = instant_of(json, "later_at_ns");
  const auto uid = json.find("uid");
  if (uid != json.end() && uid->is_number_unsigned()) {
    description.uid = static_cast<std::uint32_t>(uid->get<std::uint64_t>());
  }
  const auto redacted = json.find("redacted");
  description.redacted = redacted != json.end() && redacted->is_boolean() && redacted->get<bool>();
  return description;
}

}  // namespace holdfast
