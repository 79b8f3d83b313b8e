#include "host/package_status.h"

#include <string>

#include "base/text.h"

namespace holdfast {
namespace {

/// The package's stanza, without the line that names it; empty when there is none.
std::string_view stanza_of(std::string_view text, std::string_view package) {
  const std::string heading = "Package: " + std::string(package) + '\n';
  std::size_t at = 0;
  while ((at = text.find(heading, at)) != std::string_view::npos) {
    const bool at_line_start = at == 0 || text[at - 1] == '\n';
    at += heading.size();
    if (!at_line_start) continue;
    const std::string_view rest = text.substr(at);
    return rest.substr(0, rest.find("\n\n"));
  }
  return {};
}

bool excludes(std::string_view line, std::string_view package) {
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return false;
  const std::string_view key = trim(line.substr(0, equals));
  if (key != "exclude" && key != "excludepkgs") return false;
  for (const auto word : words_of(line.substr(equals + 1))) {
    for (const auto pattern : split(word, ',')) {
      if (!pattern.empty() && matches_glob(pattern, package)) return true;
    }
  }
  return false;
}

/// Is `line` the package with a version: "irqbalance-2:1.9.2-3.el9.*", "irqbalance-0:1.9"?
bool locks(std::string_view line, std::string_view package) {
  if (!line.starts_with(package)) return false;
  line.remove_prefix(package.size());
  const bool has_version = line.size() > 1 && line[0] == '-' && line[1] >= '0' && line[1] <= '9';
  return line.empty() || line == "*" || line == "-*" || has_version;
}

bool names(std::string_view line, std::string_view package) {
  const auto equals = line.find('=');
  if (equals == std::string_view::npos || trim(line.substr(0, equals)) != "name") return false;
  const std::string_view value = trim(line.substr(equals + 1));
  return value.size() == package.size() + 2 && value.substr(1, package.size()) == package;
}

}  // namespace

PackageStatus dpkg_status(std::string_view text, std::string_view package) {
  std::string_view stanza = stanza_of(text, package);
  while (auto line = next_line(stanza)) {
    if (!line->starts_with("Status:")) continue;
    line->remove_prefix(7);
    const std::string_view wanted = next_word(*line);
    next_word(*line);  // "ok" or "reinstreq"
    return {.installed = next_word(*line) == "installed", .held = wanted == "hold"};
  }
  return {};
}

bool is_locked_for_dnf(std::string_view text, std::string_view package) {
  while (const auto whole = next_line(text)) {
    const std::string_view line = trim(*whole);
    if (line.starts_with('#') || line.starts_with('!')) continue;
    if (excludes(line, package) || locks(line, package) || names(line, package)) return true;
  }
  return false;
}

}  // namespace holdfast
