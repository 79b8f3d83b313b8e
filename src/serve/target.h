// Target: the path and the query of a request line, "/api/v1/events?after=7&limit=20". Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast {

struct Target {
  std::string path;                                         // as sent: nothing is resolved in it
  std::vector<std::pair<std::string, std::string>> fields;  // of the query, decoded, as ordered
  /// The first field of that name.
  std::optional<std::string_view> field(std::string_view name) const;
};

/// Origin-form only (RFC 9112 §3.2.1): it begins with '/', holds visible ASCII, no fragment, and is
/// at most 2,048 bytes long. nullopt for anything else, and for a wrong %XX in the query.
std::optional<Target> parse_target(std::string_view text);

}  // namespace holdfast
